import ReleaseManifests
import ReleaseModel

/// The first line says the kind of file and the query, the rest is the file.
func checkExtraFile(_ bytes: [UInt8]) {
    let end = bytes.firstIndex(of: 10) ?? bytes.count
    let words = String(decoding: bytes[..<end], as: UTF8.self).split(separator: " ", maxSplits: 1)
    let text = Array(bytes[min(end + 1, bytes.count)...])
    let kind = words.first.flatMap { ExtraFileConfiguration.Kind(rawValue: String($0)) } ?? .generic
    let query = words.count > 1 ? String(words[1]) : nil
    let (sources, _) = ExtraFileEcosystem().sources(in: "f", bytes: text, as: kind, query: query)
    for source in sample(sources, limit: 4, by: fingerprint(bytes)) {
        guard let new = other(than: source.value) else { continue }
        _ = checkedRoundTrip(source.key, in: "f", from: source.value, to: new, bytes: text) {
            edit, bytes throws(EditError) in
            try ExtraFileEcosystem().apply([edit], to: "f", bytes: bytes)
        }
    }
}
