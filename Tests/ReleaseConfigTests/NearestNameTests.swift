import ReleaseModel
import ReleaseConfig
import Testing

@Suite("The nearest name")
struct NearestNameTests {
    @Test(
        "A typo finds its name; something else finds none",
        arguments: [
            ("compnents", "components"), ("componetns", "components"), ("Gates", "gates"),
            ("version_files", "version-files"),
            ("gitlab", nil), ("nope", nil), ("xyz", nil), ("", nil), ("a", nil), ("tga", "tag"), ("bild", "build"),
        ] as [(String, String?)])
    func nearest(name: String, expected: String?) {
        #expect(
            nearestName(to: name, among: ["components", "gates", "version-files", "tag", "build", "github", "core"])
                == expected)
    }

    @Test("The first of equally near names is offered")
    func first() {
        #expect(nearestName(to: "tat", among: ["tar", "tag"]) == "tar")
    }
}
