#!/usr/bin/env python
from setuptools import find_packages, setup

extra = {"name": "not-this"}
setup(
    name="script-pkg",
    version="0.3.1",  # x
    description=f"{extra} version='9'",
    packages=find_packages(where="src"),
    install_requires=["old-pkg>=1.4,<2", "six"],
    extras_require={"all": ["my-pkg==2.1.0rc1"], 'b': []},
)
