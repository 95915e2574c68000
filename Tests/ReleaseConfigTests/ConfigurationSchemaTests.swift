import Foundation
import ReleaseConfig
import Testing

@Suite("The JSON Schema")
struct ConfigurationSchemaTests {
    private func schema() throws -> [String: Any] {
        let data = Data(ConfigurationSchema(publications: shapes).jsonSchema().utf8)
        return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    }

    @Test("It is JSON of draft 2020-12")
    func draft() throws {
        #expect(try schema()["$schema"] as? String == "https://json-schema.org/draft/2020-12/schema")
    }

    @Test("It offers the keys of the table, each with a description, and no others")
    func keys() throws {
        let properties = try #require(try schema()["properties"] as? [String: [String: Any]])
        #expect(Set(properties.keys) == Set(ConfigurationSchema(publications: shapes).root.keys.map(\.name)))
        #expect(properties.values.allSatisfy { ($0["description"] as? String)?.isEmpty == false })
        #expect(try schema()["additionalProperties"] as? Bool == false)
    }

    @Test("A choice lists the accepted values")
    func choices() throws {
        let properties = try #require(try schema()["properties"] as? [String: [String: Any]])
        #expect(properties["cascade"]?["enum"] as? [String] == ["always", "out-of-range", "never"])
    }
}
