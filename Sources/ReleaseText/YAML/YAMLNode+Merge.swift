extension YAMLNode {
    /// The entries of a mapping with those of its merge key `<<`; the mapping's own go before merged ones, and an
    /// earlier merged mapping before a later one. Nil for anything but a mapping.
    ///
    /// The merge key is from [YAML's type repository](https://yaml.org/type/merge.html).
    package var effectiveEntries: [YAMLEntry]? {
        guard let entries else { return nil }
        guard entries.contains(where: \.isMerge) else { return entries }
        var found = entries.filter { !$0.isMerge }
        var names = Set(found.map(\.key.text))
        for merge in entries where merge.isMerge {
            let sources = merge.value.items ?? [merge.value]
            for entry in sources.flatMap({ $0.effectiveEntries ?? [] }) where names.insert(entry.key.text).inserted {
                found.append(entry)
            }
        }
        return found
    }
}
