__version__ = VERSION = "1.4"
