import ReleaseModel
import ReleaseTestKit
import Testing

@Suite("Manifests of images")
struct ImageManifestTests {
    private func read(_ text: String, as type: String? = nil) -> ImageManifest? {
        let bytes = Array(text.utf8)
        return ImageManifest(bytes, digest: contentDigest(bytes), mediaType: type)
    }

    private static let one = "\"digest\":\"sha256:\(String(repeating: "1", count: 64))\",\"size\":3"
    private static let two = "\"digest\":\"sha256:\(String(repeating: "2", count: 64))\",\"size\":4"

    @Test("An image names its configuration and layers; foreign layers are not its contents")
    func image() throws {
        let manifest = try #require(
            read(
                """
                {"schemaVersion":2,"config":{"mediaType":"application/vnd.oci.image.config.v1+json",\(ImageManifestTests.one)},
                "layers":[{"mediaType":"application/vnd.oci.image.layer.v1.tar",\(ImageManifestTests.two)},
                {"mediaType":"application/vnd.oci.image.layer.nondistributable.v1.tar","digest":"sha256:\(String(repeating: "3", count: 64))","size":5}]}
                """))
        #expect(!manifest.isIndex)
        #expect(manifest.blobs.map(\.size) == [3, 4])
        #expect(manifest.descriptor.mediaType == ImageMediaType.image)
        // The type of an image without one of its own, for lists of referrers.
        #expect(manifest.descriptor.artifactType == "application/vnd.oci.image.config.v1+json")
    }

    @Test("Parameters on the type are ignored; a type that contradicts the bytes is not a manifest")
    func types() {
        let text = #"{"schemaVersion":2,"mediaType":"\#(ImageMediaType.index)","manifests":[]}"#
        #expect(read(text, as: ImageMediaType.index + "; charset=utf-8")?.isIndex == true)
        #expect(read(text, as: ImageMediaType.image) == nil)
        #expect(read(#"{"schemaVersion":2,"manifests":[]}"#)?.isIndex == true)
        #expect(read(#"{"schemaVersion":1,"mediaType":"application/vnd.docker.distribution.manifest.v1+json"}"#) == nil)
        #expect(read("[]") == nil)
        #expect(read(#"{"schemaVersion":2,"manifests":[{"mediaType":"x","digest":"sha256:0","size":1}]}"#) == nil)
    }

    @Test("An index of the same images has the same bytes, in whatever order they come")
    func index() throws {
        let layout = TestLayout([TestImage("linux/arm64"), TestImage("linux/amd64"), TestImage("linux/arm/v7")])
        let bytes = imageIndexBytes(of: layout.roots)
        #expect(imageIndexBytes(of: layout.roots.reversed()) == bytes)
        let read = try #require(ImageManifest(bytes, digest: contentDigest(bytes)))
        #expect(read.children.map { $0.platform?.description } == ["linux/amd64", "linux/arm/v7", "linux/arm64"])
    }

    @Test(
        "A platform is read as it is written; v8 is the usual variant of arm64",
        arguments: [
            ("linux/arm64/v8", "linux/arm64"), ("linux/arm/v7", "linux/arm/v7"), ("windows/amd64", "windows/amd64"),
        ])
    func platforms(text: String, written: String) {
        #expect(ImagePlatform(text)?.description == written)
    }

    @Test(
        "What is not a platform is refused", arguments: ["", "linux", "linux/", "a/b/c/d", "Linux/amd64", "linux/a b"])
    func badPlatforms(text: String) { #expect(ImagePlatform(text) == nil) }

    @Test("Attestations beside images are told from them")
    func attestations() {
        var layout = TestLayout([TestImage("unknown/unknown")])
        #expect(layout.roots[0].isAttestation)
        layout = TestLayout([TestImage("linux/amd64")])
        #expect(!layout.roots[0].isAttestation)
    }
}
