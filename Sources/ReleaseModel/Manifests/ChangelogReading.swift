/// A changelog, as far as planning needs it.
package struct ChangelogReading: Sendable, Hashable {
    /// What stands under one version's heading.
    package struct Section: Sendable, Hashable {
        /// Without marks of headings.
        package var heading: String
        /// As the heading names it, without `v`; a day where it names only that.
        package var version: String
        /// From the heading's line to the next section, without blank lines at the end, and with plain line ends.
        package var text: String
        /// Whether its heading says that it is not released yet.
        package var isUnreleased: Bool

        package init(heading: String, version: String, text: String, isUnreleased: Bool = false) {
            self.heading = heading
            self.version = version
            self.text = text
            self.isUnreleased = isUnreleased
        }
    }

    /// A link with the line that it stands in.
    package struct Link: Sendable, Hashable {
        package var label: String
        package var address: String
        package var line: String

        package init(label: String, address: String, line: String) {
            self.label = label
            self.address = address
            self.line = line
        }
    }

    package var isMarkdown = true
    /// In the order of the file.
    package var sections: [Section] = []
    /// The words under `Unreleased`, without comments at their beginning and headings under which nothing stands; with
    /// plain line ends.
    package var unreleased = ""
    /// Definitions of links, in the order of the file.
    package var links: [Link] = []
    /// A link in the heading `Unreleased` itself.
    package var unreleasedLink: Link?
    /// Why no entry can be written into it, for people; nil if one can.
    package var obstacle: String?

    package init() {}
}
