import ReleaseModel

/// A page with everything around it.
///
/// - Parameter frame: nil for whoever has not signed in.
package func document(_ page: Page, in frame: Frame?, settings: Settings = Settings()) -> HTML {
    let settings = frame?.settings ?? settings
    let name = frame.map { " – \($0.workspace)" } ?? ""
    return Tag.html(
        .lang("en"), settings.theme == .system ? nil : .data("theme", settings.theme.rawValue),
        children: Tag.head(
            children: Tag.meta(.charset("utf-8"), children: .nothing),
            Tag.meta(.name("viewport"), .content("width=device-width, initial-scale=1"), children: .nothing),
            Tag.meta(.name("color-scheme"), .content("light dark"), children: .nothing),
            Tag.title(text: "\(page.title)\(name) – Slipway"),
            Tag.link(.rel("icon"), .type("image/svg+xml"), .href(ConsoleFile.icon.address), children: .nothing),
            Tag.link(.rel("stylesheet"), .href(ConsoleFile.style.address), children: .nothing),
            Tag.script(.src(ConsoleFile.script.address), .deferred, children: .nothing)),
        Tag.body(
            settings.hasKeys ? .data("keys", "on") : nil,
            children: Tag.a(.class("skip"), .place("main"), text: "Skip to content"),
            frame.map { header(page, $0) } ?? Tag.header(children: Tag.span(.class("brand"), text: "slipway")),
            Tag.main(
                .id("main"), .tabindex(-1),
                children: Tag.h1(text: page.title), page.answerLine, page.controls,
                Tag.div(
                    .id("live"),
                    page.isLive ? frame?.stream.map { .data("stream", $0.text) } : nil, children: page.content)),
            footer(frame)))
}

private func header(_ page: Page, _ frame: Frame) -> HTML {
    let links = Page.Section.allCases.map { section in
        let badge =
            section == .decide && frame.decisions > 0
            ? Tag.span(
                .class("badge"), children: HTML(String(frame.decisions)), Tag.span(.class("unseen"), text: " open"))
            : .nothing
        return Tag.a(
            .href(section.address(frame.places)), .data("key", section.key),
            page.section == section ? .aria("current", "page") : nil, children: HTML(section.rawValue + " "), badge)
    }
    let others = frame.workspaces.count > 1 ? Tag.a(.href(CommonPlaces.home), text: "all workspaces") : .nothing
    return Tag.header(
        children: Tag.span(.class("brand"), text: "slipway"), Tag.span(.class("workspace"), text: frame.workspace),
        others,
        Tag.nav(.class("sections"), .aria("label", "Pages"), list: links),
        Tag.span(.class("right"), children: Tag.span(.id("link"), .role("status"), children: .nothing), who(frame)))
}

private func who(_ frame: Frame) -> HTML {
    .group([
        Tag.span(.class("who"), text: "\(frame.viewer.name) (\(frame.viewer.role.rawValue))"),
        Tag.form(
            .method("post"), .action(CommonPlaces.signOut),
            children: hiddenField("form", frame.viewer.formToken),
            Tag.button(.type("submit"), .class("plain"), text: "Sign out")),
    ])
}

private func footer(_ frame: Frame?) -> HTML {
    guard let frame else { return Tag.footer(children: .nothing) }
    let settings = frame.settings
    let options = Settings.Theme.allCases.map { theme in
        Tag.option(
            .value(theme.rawValue), theme == settings.theme ? .selected : nil,
            text: theme == .system ? "as the system" : theme.rawValue)
    }
    let keys = [("on", "on"), ("off", "off")].map { value, title in
        Tag.option(.value(value), (value == "on") == settings.hasKeys ? .selected : nil, text: title)
    }
    return Tag.footer(
        children: Tag.form(
            .method("post"), .action(CommonPlaces.settings), .class("settings"),
            children: hiddenField("form", frame.viewer.formToken),
            Tag.label(.for("theme"), text: "Colours"), Tag.select(.id("theme"), .name("theme"), list: options),
            Tag.label(.for("keys"), text: "Keys"), Tag.select(.id("keys"), .name("keys"), list: keys),
            Tag.button(.type("submit"), text: "Save")),
        Tag.details(
            .class("keymap"),
            children: Tag.summary(text: "Keys"),
            Tag.p(
                text: "/ filter · g then o, d, r, p or e: a page · j, k: next and previous row · Enter: open it · "
                    + "Esc: leave the filter. No key decides anything.")))
}

/// A field that a form sends and no one sees.
func hiddenField(_ name: String, _ value: String) -> HTML {
    Tag.input(.type("hidden"), .name(name), .value(value), children: .nothing)
}
