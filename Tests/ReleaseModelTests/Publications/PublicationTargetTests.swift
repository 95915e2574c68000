import Foundation
import ReleaseModel
import Testing

@Suite("Publication targets in plans")
struct PublicationTargetTests {
    @Test(
        "A target is stored under its kind, as plans of 0.1.0 have it",
        arguments: [
            (#"{"folder":{"path":"dist"}}"#, PublicationTarget("folder", ["path": "dist"])),
            (#"{"forgeRelease":{}}"#, PublicationTarget("forge-release")),
            (
                #"{"pythonIndex":{"index":"https:\/\/i\/","password":"TOKEN","upload":"https:\/\/u\/"}}"#,
                PublicationTarget(
                    "python-index", ["index": "https://i/", "upload": "https://u/", "password": "TOKEN"])
            ),
            (#"{"ociRegistryMirror":{}}"#, PublicationTarget("oci-registry-mirror")),
        ])
    func stored(text: String, target: PublicationTarget) throws {
        #expect(try JSONDecoder().decode(PublicationTarget.self, from: Data(text.utf8)) == target)
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        #expect(String(decoding: try encoder.encode(target), as: UTF8.self) == text)
    }

    @Test(
        "Anything but one kind is refused",
        arguments: ["{}", #"{"folder":{},"forgeRelease":{}}"#, #"{"folder":"dist"}"#, #"{"folder":{"path":1}}"#])
    func refused(text: String) {
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode(PublicationTarget.self, from: Data(text.utf8))
        }
    }
}
