/// An attribute of an element. The names are those below; none holds a program or a style.
package struct Attribute: Sendable, Hashable {
    let name: String
    /// nil: it is there or not, such as `hidden`.
    let value: String?

    private init(_ name: String, _ value: String?) {
        self.name = name
        self.value = value
    }

    package static func `class`(_ names: String) -> Attribute { Attribute("class", names) }
    package static func id(_ name: String) -> Attribute { Attribute("id", name) }
    package static func href(_ address: Address) -> Attribute { Attribute("href", address.text) }
    /// A place on the same page.
    package static func place(_ id: String) -> Attribute { Attribute("href", "#" + id) }
    package static func src(_ address: Address) -> Attribute { Attribute("src", address.text) }
    package static func action(_ address: Address) -> Attribute { Attribute("action", address.text) }
    package static func name(_ name: String) -> Attribute { Attribute("name", name) }
    package static func value(_ value: String) -> Attribute { Attribute("value", value) }
    package static func type(_ type: String) -> Attribute { Attribute("type", type) }
    package static func title(_ text: String) -> Attribute { Attribute("title", text) }
    package static func `for`(_ id: String) -> Attribute { Attribute("for", id) }
    package static func role(_ role: String) -> Attribute { Attribute("role", role) }
    package static func lang(_ language: String) -> Attribute { Attribute("lang", language) }
    package static func rel(_ relation: String) -> Attribute { Attribute("rel", relation) }
    package static func content(_ text: String) -> Attribute { Attribute("content", text) }
    package static func scope(_ scope: String) -> Attribute { Attribute("scope", scope) }
    package static func method(_ method: String) -> Attribute { Attribute("method", method) }
    package static func placeholder(_ text: String) -> Attribute { Attribute("placeholder", text) }
    package static func autocomplete(_ text: String) -> Attribute { Attribute("autocomplete", text) }
    package static func datetime(_ text: String) -> Attribute { Attribute("datetime", text) }
    package static func colspan(_ count: Int) -> Attribute { Attribute("colspan", String(count)) }
    package static func tabindex(_ index: Int) -> Attribute { Attribute("tabindex", String(index)) }
    package static func charset(_ name: String) -> Attribute { Attribute("charset", name) }
    /// `aria-…`
    package static func aria(_ name: StaticString, _ value: String) -> Attribute { Attribute("aria-\(name)", value) }
    /// `data-…`
    package static func data(_ name: StaticString, _ value: String) -> Attribute { Attribute("data-\(name)", value) }
    /// Of a drawing: `x`, `width`, `viewBox`.
    package static func drawing(_ name: StaticString, _ value: String) -> Attribute { Attribute("\(name)", value) }

    package static let required = Attribute("required", nil)
    package static let selected = Attribute("selected", nil)
    package static let open = Attribute("open", nil)
    package static let deferred = Attribute("defer", nil)
    package static let hidden = Attribute("hidden", nil)

    /// A link to another site: only what begins with `https://` or `http://` becomes one, so none runs a program.
    package static func outside(_ text: String) -> Attribute? {
        guard text.hasPrefix("https://") || text.hasPrefix("http://") else { return nil }
        return Attribute("href", text)
    }
}
