// SPDX-License-Identifier: MIT
import HimatSupport
import Testing

@Suite struct EditDistanceTests {
    @Test(arguments: [
        ("", "", 0), ("a", "", 1), ("", "abc", 3), ("abc", "abc", 0), ("abc", "acb", 1), ("kitten", "sitting", 3),
        ("hibernate", "hiberante", 1), ("spot_node_cout", "spot_node_count", 1),
    ])
    func theDistanceCountsEdits(_ left: String, _ right: String, _ distance: Int) {
        #expect(EditDistance.between(left, right) == distance)
        #expect(EditDistance.between(right, left) == distance)
    }

    @Test(arguments: [
        ("spot_node_cout", "spot_node_count"), ("Hibernate", "hibernate"), ("region", "cluster_region"),
        ("spot-nodes", "spot_node_count"), ("colour", nil), ("", nil), ("x", nil), ("cluster", nil),
        (String(repeating: "hibernate", count: 100), nil),
    ])
    func theNearestNameIsNamedOnlyWhenItIsNear(_ word: String, _ expected: String?) {
        let names = ["cluster_name", "cluster_region", "spot_node_count", "spot_price", "hibernate"]
        #expect(EditDistance.nearest(to: word, in: names) == expected)
    }
}
