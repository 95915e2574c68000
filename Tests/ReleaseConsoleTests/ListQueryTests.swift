import ReleaseConsole
import Testing

@Suite("Lists by their address")
struct ListQueryTests {
    private let shape = ListQuery.Shape(shows: ["failed", "done"], sorts: ["name", "state"], more: ["open"], rows: 2)

    @Test(
        "An unknown value is refused with the valid ones",
        arguments: [
            (["show": "nonsense"], "show takes no 'nonsense'. Valid: failed, done."),
            (["sort": "age"], "sort takes no 'age'. Valid: name, -name, state, -state."),
            (["page": "0"], "page takes no '0'. Valid: a number from 1."),
            (["page": "1e9"], "page takes no '1e9'. Valid: a number from 1."),
            (["page": "+1"], "page takes no '+1'. Valid: a number from 1."),
            (["page": "99999999999999999999"], "page takes no '99999999999999999999'. Valid: a number from 1."),
        ])
    func unknown(values: [String: String], sentence: String) {
        let error = #expect(throws: UnknownValue.self) { try ListQuery(shape, values) }
        #expect(error?.sentence == sentence)
    }

    @Test("An empty value is none")
    func empty() throws {
        let query = try ListQuery(shape, ["q": "", "show": "", "sort": "", "page": ""])
        #expect(query.show == nil && query.page == 1 && query.sort.key == "name" && !query.sort.isDescending)
    }

    @Test("Every word of the filter must be in the row, in whatever letters and places")
    func filter() throws {
        let query = try ListQuery(shape, ["q": "Billing  FAILED"])
        #expect(query.matches(["billing-api", "repo", "failed"]))
        #expect(!query.matches(["billing-api", "repo", "done"]))
        #expect(try ListQuery(shape, [:]).matches(["anything"]))
    }

    @Test("Pages are cut from the rows, and one behind the last is empty")
    func paging() throws {
        let rows = [1, 2, 3, 4, 5]
        #expect(try ListQuery(shape, [:]).paged(rows).rows == [1, 2])
        #expect(try ListQuery(shape, ["page": "3"]).paged(rows).rows == [5])
        #expect(try ListQuery(shape, ["page": "9"]).paged(rows).rows == [])
        #expect(try ListQuery(shape, [:]).paged(rows).pages == 3)
        #expect(try ListQuery(shape, [:]).paged([Int]()).pages == 1)
    }

    @Test("What is seen is in the address; a change begins at the first page and shuts what is open")
    func addresses() throws {
        let query = try ListQuery(
            shape, ["q": "a b", "show": "failed", "sort": "-state", "page": "3", "open": "core"])
        let base = Address("w", "x", "runs")
        #expect(
            query.address(base, changing: "page", to: "4").text == "/w/x/runs?q=a%20b&show=failed&sort=-state&page=4")
        #expect(query.address(base, changing: "show", to: nil).text == "/w/x/runs?q=a%20b&sort=-state")
        #expect(query.address(base, changing: "sort", to: "name").text == "/w/x/runs?q=a%20b&show=failed&sort=name")
    }
}
