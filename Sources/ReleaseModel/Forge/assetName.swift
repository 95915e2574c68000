/// The name under which a forge keeps an asset, so that it is known before the upload.
///
/// GitHub writes a dot for what it does not allow, one for several in a row, and none at either end; a name of which
/// nothing is left becomes `default`. Letters, digits, `_` and `-` stay. Source: the page
/// [Upload a release asset](https://docs.github.com/en/rest/releases/assets#upload-a-release-asset).
package func assetName(_ name: String) -> String {
    var stored = ""
    for character in name {
        let isKept = character.isASCII && (character.isLetter || character.isNumber || "_-".contains(character))
        let next: Character = isKept ? character : "."
        if next == ".", stored.isEmpty || stored.last == "." { continue }
        stored.append(next)
    }
    if stored.last == "." { stored.removeLast() }
    return stored.isEmpty ? "default" : stored
}
