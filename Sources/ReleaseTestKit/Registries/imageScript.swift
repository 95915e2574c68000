/// Python that writes an OCI archive with an image, the same bytes each time:
/// `python3 -c SCRIPT ARCHITECTURE REVISION TEXT FILE`.
package let imageScript = """
    import hashlib, io, json, sys, tarfile
    architecture, revision, text, path = sys.argv[1:5]
    blobs = {}
    def add(content, kind):
        digest = hashlib.sha256(content).hexdigest()
        blobs["blobs/sha256/" + digest] = content
        return {"mediaType": "application/vnd.oci.image." + kind, "digest": "sha256:" + digest, "size": len(content)}
    def packed(files):
        out = io.BytesIO()
        with tarfile.open(fileobj=out, mode="w", format=tarfile.USTAR_FORMAT) as tar:
            for name, content in files.items():
                entry = tarfile.TarInfo(name)
                entry.size = len(content)
                tar.addfile(entry, io.BytesIO(content))
        return out.getvalue()
    layer = packed({"text": (text + "\\n").encode(), "zeros": bytes(300000)})
    config = json.dumps({
        "architecture": architecture, "os": "linux",
        "config": {"Labels": {"org.opencontainers.image.revision": revision}},
        "rootfs": {"type": "layers", "diff_ids": ["sha256:" + hashlib.sha256(layer).hexdigest()]}}).encode()
    manifest = json.dumps({
        "schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json",
        "config": add(config, "config.v1+json"), "layers": [add(layer, "layer.v1.tar")]}).encode()
    index = json.dumps({"schemaVersion": 2, "manifests": [add(manifest, "manifest.v1+json")]}).encode()
    layout = {"oci-layout": b'{"imageLayoutVersion":"1.0.0"}', "index.json": index, **blobs}
    with open(path, "wb") as file:
        file.write(packed(layout))

    """
