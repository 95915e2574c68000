/// A table with a caption, headings that sort, and rows that become cards on a phone.
struct ListTable {
    struct Column {
        var title: String
        /// What `sort` calls it; nil: it can't be sorted by.
        var key: String?
        /// For its width.
        var style: String

        init(_ title: String, key: String? = nil, style: String) {
            self.title = title
            self.key = key
            self.style = style
        }
    }

    var caption: String
    var columns: [Column]
    var query: ListQuery
    var base: Address
    /// How the table as a whole is drawn.
    var style = "list"

    /// - Parameter rows: Made by ``row(_:marked:)`` or complete rows.
    func html(_ rows: [HTML], empty: String) -> HTML {
        guard !rows.isEmpty else { return Tag.p(.class("empty"), text: empty) }
        return Tag.div(
            .class("scroll"), .role("region"), .aria("label", caption), .tabindex(0),
            children: Tag.table(
                .class(style),
                children: Tag.caption(.class("unseen"), text: caption),
                Tag.colgroup(list: columns.map { Tag.col(.class("c-" + $0.style), children: .nothing) }),
                Tag.thead(children: Tag.tr(list: columns.map(head))), Tag.tbody(list: rows)))
    }

    func row(_ cells: [HTML], id: String? = nil) -> HTML {
        Tag.tr(
            id.map { .id($0) },
            list: zip(columns, cells).enumerated().map { index, pair in
                let (column, cell) = pair
                return index == 0
                    ? Tag.th(.scope("row"), .class("c-" + column.style), children: cell)
                    : Tag.td(.class("c-" + column.style), .data("label", column.title), children: cell)
            })
    }

    private func head(_ column: Column) -> HTML {
        guard let key = column.key else {
            return Tag.th(.scope("col"), .class("c-" + column.style), text: column.title)
        }
        let (sort, isDescending) = query.sort
        let isSorted = sort == key
        let next = isSorted && !isDescending ? "-" + key : key
        let mark = isSorted ? (isDescending ? " ↓" : " ↑") : ""
        return Tag.th(
            .scope("col"), .class("c-" + column.style),
            isSorted ? .aria("sort", isDescending ? "descending" : "ascending") : nil,
            children: Tag.a(.href(query.address(base, changing: "sort", to: next)), text: column.title + mark))
    }
}

/// A filter that works without a script: a field and a button.
func filterForm(_ query: ListQuery, _ base: Address, placeholder: String) -> HTML {
    let kept = query.shape.names.filter { !["q", "page", "open"].contains($0) }.compactMap { name in
        query[name].map { Tag.input(.type("hidden"), .name(name), .value($0), children: .nothing) }
    }
    return Tag.form(
        .class("filter"), .role("search"), .method("get"), .action(base),
        list: kept + [
            Tag.label(.for("q"), .class("unseen"), text: "Filter"),
            Tag.input(
                .type("search"), .id("q"), .name("q"), .value(query.text), .placeholder(placeholder),
                .autocomplete("off"), children: .nothing),
            Tag.button(.type("submit"), text: "Filter"),
        ])
}

/// Links that choose rows by state, each with its number.
func tabs(_ all: [(show: String?, title: String, count: Int)], _ query: ListQuery, _ base: Address) -> HTML {
    Tag.nav(
        .class("tabs"), .aria("label", "States"),
        list: all.filter { $0.show == nil || $0.count > 0 || $0.show == query.show }.map { show, title, count in
            Tag.a(
                .href(query.address(base, changing: "show", to: show)),
                show == query.show ? .aria("current", "true") : nil, children: HTML(title + " "),
                Tag.strong(text: String(count)))
        })
}

/// Where else in the list one can go.
func pages(_ count: Int, _ query: ListQuery, _ base: Address) -> HTML {
    guard count > 1 else { return .nothing }
    func link(_ page: Int, _ title: String) -> HTML {
        guard (1...count).contains(page), page != query.page else { return Tag.span(.class("off"), text: title) }
        return Tag.a(.href(query.address(base, changing: "page", to: page == 1 ? nil : String(page))), text: title)
    }
    return Tag.nav(
        .class("pages"), .aria("label", "Pages"),
        children: link(1, "First"), link(query.page - 1, "Previous"),
        Tag.span(text: "Page \(query.page) of \(count)"), link(query.page + 1, "Next"), link(count, "Last"))
}
