package import ReleaseModel

/// Where one signs in with a token.
///
/// - Parameters:
///   - target: Where one is led afterwards.
///   - fault: What was wrong with the last try.
package func signInPage(to target: String, fault: String?) -> Page {
    Page(
        title: "Sign in", answer: "With a token of a workspace: slipway token create --name NAME --role viewer",
        content: .group([
            fault.map { Tag.p(.class("fault"), .role("alert"), text: $0) } ?? .nothing,
            Tag.form(
                .method("post"), .action(CommonPlaces.signIn), .class("sign-in"),
                children: hiddenField("to", target), Tag.label(.for("token"), text: "Token"),
                Tag.input(
                    .type("password"), .id("token"), .name("token"), .required, .autocomplete("current-password"),
                    .placeholder("slw_…"), children: .nothing),
                Tag.button(.type("submit"), .class("main"), text: "Sign in")),
            Tag.p(
                text: "The session ends after 12 hours, when you sign out, when the token expires or is revoked, "
                    + "or when the server is restarted. Sign in again with a token of another workspace to see both."),
        ]))
}

/// The workspaces that a session opens.
package func workspacesPage(_ workspaces: [(name: String, role: AccessRole, problems: [String])]) -> Page {
    Page(
        title: "Workspaces", answer: HTML("You can see \(counted(workspaces.count, "workspace"))."),
        content: .group([
            Tag.ul(
                .class("workspaces"),
                list: workspaces.map { one in
                    Tag.li(
                        children: Tag.a(.href(Places(workspace: one.name).overview), text: one.name),
                        HTML(" as \(one.role.rawValue)"),
                        .group(one.problems.map { Tag.p(.class("fault"), text: $0) }))
                }),
            Tag.p(children: Tag.a(.href(CommonPlaces.signIn), text: "Sign in with another token")),
        ]))
}

/// Why a request was not answered, and what to do.
package func refusalPage(
    title: String, code: String, reasons: [String], suggestions: [String], back: Address?
) -> Page {
    Page(
        title: "Not done", answer: .group([HTML(title + " "), Tag.code(text: code)]),
        content: .group([
            reasons.isEmpty ? .nothing : Tag.ul(list: reasons.map { Tag.li(text: $0) }),
            suggestions.isEmpty ? .nothing : Tag.ul(.class("next"), list: suggestions.map { Tag.li(text: $0) }),
            back.map { Tag.p(children: Tag.a(.href($0), text: "Back")) } ?? .nothing,
        ]))
}
