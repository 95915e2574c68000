import ReleaseModel
import Testing

@Suite("Names of Python packages' files")
struct PythonPackageFileTests {
    @Test(
        "A name gives package and version",
        arguments: [
            ("core-1.0.0-py3-none-any.whl", "core", "1.0.0"),
            ("my_core-1.0.0rc1-1build-cp311-cp311-manylinux_2_17_x86_64.whl", "my_core", "1.0.0rc1"),
            ("core-1.0.0.tar.gz", "core", "1.0.0"), ("my-core-1.0.0.tar.gz", "my-core", "1.0.0"),
            ("core-1!2.0+local.1.tar.gz", "core", "1!2.0+local.1"),
        ])
    func names(name: String, package: String, version: String) throws {
        let file = try #require(PythonPackageFile(fileName: name))
        #expect(file.package == package)
        #expect(file.version == version)
    }

    @Test(
        "Anything else is not a package",
        arguments: [
            "", ".whl", "core.whl", "core-1.0.0.whl", "core-1.0.0-py3--any.whl", "core.tar.gz", "-1.0.0.tar.gz",
            "core-latest.tar.gz", "core-1.0.0.zip", "a/core-1.0.0.tar.gz", "--x-1.0.0.tar.gz", "*-1.0.0.tar.gz",
            "core-1.0.0.tar.gz\n", "cöre-1.0.0.tar.gz",
        ])
    func others(name: String) { #expect(PythonPackageFile(fileName: name) == nil) }

    @Test("Indexes compare names without case and with one dash for each run of separators")
    func normalized() {
        #expect(normalizedPythonName("My.Core__lib-x") == "my-core-lib-x")
        #expect(normalizedPythonName("core") == "core")
    }
}
