package import Foundation
package import ReleaseModel
import ReleaseReports

/// What came in, and what was decided about each.
package struct DeliveriesPage: Sendable {
    package static let shape = ListQuery.Shape(
        shows: ["started", "ignored", "undecided"], more: ["before"], hasPages: false)

    private let records: [DeliveryRecord]
    private let next: Int?
    private let query: ListQuery
    private let places: Places
    private let now: Date

    /// - Parameters:
    ///   - records: The page, filtered.
    ///   - next: The number that the next page is before; nil: this is the last one.
    package init(records: [DeliveryRecord], next: Int?, query: ListQuery, places: Places, now: Date) {
        self.records = records
        self.next = next
        self.query = query
        self.places = places
        self.now = now
    }

    /// Whether a delivery is meant by a filter.
    package static func isMeant(_ record: DeliveryRecord, by query: ListQuery) -> Bool {
        if let show = query.show, show != self.show(record) { return false }
        return query.matches(
            [record.delivery.event, record.delivery.source.rawValue, record.delivery.id.text]
                + (record.decision?.sentences ?? []))
    }

    private static func show(_ record: DeliveryRecord) -> String {
        switch record.decision {
        case nil: "undecided"
        case .ignore: "ignored"
        case .start: "started"
        }
    }

    package func page() -> Page {
        let columns: [ListTable.Column] = [
            .init("Number", style: "level"), .init("Event", style: "version"), .init("From", style: "commits"),
            .init("Received", style: "when"), .init("Decision", style: "state"), .init("Why", style: "next"),
        ]
        let table = ListTable(
            caption: "Deliveries, newest first", columns: columns, query: query, base: places.deliveries)
        let rows = records.map { record in
            table.row([
                Tag.a(.href(places.delivery(record.number)), text: String(record.number)),
                Tag.code(text: record.delivery.event), HTML(record.delivery.source.rawValue),
                momentText(record.delivery.receivedAt, now: now), decision(record),
                HTML((record.decision?.sentences ?? []).joined(separator: " ").shortened(to: 240)),
            ])
        }
        let shows = Tag.nav(
            .class("tabs"), .aria("label", "Decisions"),
            list: ([nil] + DeliveriesPage.shape.shows.map(Optional.some)).map { show in
                Tag.a(
                    .href(query.address(places.deliveries, changing: "show", to: show).with("before", nil)),
                    show == query.show ? .aria("current", "true") : nil, text: show ?? "All")
            })
        let more = next.map { next in
            Tag.nav(
                .class("pages"), .aria("label", "Pages"),
                children: query["before"] == nil
                    ? .nothing
                    : Tag.a(.href(query.address(places.deliveries, changing: "before", to: nil)), text: "Newest"),
                Tag.a(
                    .href(query.address(places.deliveries, changing: "before", to: String(next))), text: "Older ones"))
        }
        let started = records.count { DeliveriesPage.show($0) == "started" }
        let answer =
            records.isEmpty
            ? "No delivery fits."
            : "\(counted(records.count, "delivery")) here; \(started) of them started something."
        return Page(
            title: "Deliveries", section: .deliveries, answer: HTML(answer),
            controls: filterForm(query, places.deliveries, placeholder: "Event, source, reason"),
            content: .group([shows, table.html(rows, empty: "No delivery fits."), more ?? .nothing]), isLive: true)
    }

    private func decision(_ record: DeliveryRecord) -> HTML {
        switch record.decision {
        case nil: stateMark(.pending, "undecided")
        case .ignore: stateMark(.skipped, "ignored")
        case .start: stateMark(.done, "started")
        }
    }

    /// One delivery with all that is known of it.
    package static func page(
        of record: DeliveryRecord, _ starts: [StartRecord], places: Places, now: Date
    ) -> Page {
        let runs = starts.compactMap(\.run).map { run in
            Tag.li(children: Tag.a(.href(places.run(run.text)), text: run.text))
        }
        return Page(
            title: "Delivery \(record.number)", section: .deliveries,
            answer: .group([
                HTML("\(record.delivery.event) from \(record.delivery.source.rawValue), received "),
                momentText(record.delivery.receivedAt, now: now),
            ]),
            content: .group([
                Tag.pre(text: eventText(EventReport(record, starts))), runs.isEmpty ? .nothing : Tag.ul(list: runs),
                Tag.p(
                    .class("command"), children: "Decide it again: ",
                    Tag.code(text: "slipway events replay \(record.number)")),
                Tag.details(
                    children: Tag.summary(text: "Its body"),
                    Tag.pre(text: record.delivery.body.shortened(to: 100_000))),
            ]), isLive: false)
    }
}
