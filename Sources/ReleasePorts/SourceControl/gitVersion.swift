package import ReleaseModel

/// The oldest git that Slipway works with.
package let oldestGit = Version(2, 30, 0)

/// The version in `git version 2.39.5 (…)`; nil where there is none.
package func gitVersion(in text: String) -> Version? {
    let words = text.split { $0 == " " || $0 == "\n" }
    guard words.count >= 3, words[0] == "git" else { return nil }
    let numbers = words[2].split(separator: ".").prefix(3).map { Int($0) ?? 0 }
    return numbers.count >= 2 ? Version(numbers[0], numbers[1], numbers.count > 2 ? numbers[2] : 0) : nil
}
