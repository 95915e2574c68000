/// Python that writes a smallest wheel, the same bytes each time: `python3 -c SCRIPT NAME VERSION TEXT FOLDER`.
///
/// The module holds the text, so that wheels of one version can differ.
package let wheelScript = """
    import base64, hashlib, os, re, sys, zipfile
    name, version, text, folder = sys.argv[1:5]
    module = re.sub("[-_.]+", "_", name).lower()
    info = f"{module}-{version}.dist-info"
    files = {
        f"{module}.py": text + "\\n",
        f"{info}/METADATA": f"Metadata-Version: 2.1\\nName: {name}\\nVersion: {version}\\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\\nGenerator: hand\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n",
    }
    record = ""
    for path, content in files.items():
        digest = hashlib.sha256(content.encode()).digest()
        record += f"{path},sha256={base64.urlsafe_b64encode(digest).rstrip(b'=').decode()},{len(content.encode())}\\n"
    files[f"{info}/RECORD"] = record + f"{info}/RECORD,,\\n"
    os.makedirs(folder, exist_ok=True)
    with zipfile.ZipFile(f"{folder}/{module}-{version}-py3-none-any.whl", "w") as wheel:
        for path, content in files.items():
            wheel.writestr(zipfile.ZipInfo(path, (1980, 1, 1, 0, 0, 0)), content)

    """
