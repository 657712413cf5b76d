// SPDX-License-Identifier: MIT
internal import HimatSupport

/// The call to the [Price List](https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_pricing_GetProducts.html) that shows what a cluster costs.
public struct Pricing: Sendable {
    /// Where the list is served: in three regions only, with the prices of all.
    public static let region = "us-east-1"

    /// What carries the requests.
    public let aws: any AWSCalling

    /// Wraps a client.
    public init(_ aws: any AWSCalling) { self.aws = aws }

    /// The on-demand price of a Linux instance in US dollars an hour, or nil when the list has none.
    public func onDemandPrice(_ instanceType: String, region: String) async throws -> Double? {
        let wanted = [
            "instanceType": instanceType, "regionCode": region, "operatingSystem": "Linux", "tenancy": "Shared",
            "preInstalledSw": "NA", "capacitystatus": "Used",
        ]
        let body: JSONValue = [
            "ServiceCode": "AmazonEC2", "FormatVersion": "aws_v1", "MaxResults": 10,
            "Filters": .array(
                wanted.sorted { $0.key < $1.key }.map {
                    ["Type": "TERM_MATCH", "Field": .string($0.key), "Value": .string($0.value)]
                }),
        ]
        let answer = try await aws.json(.pricing, "GetProducts", body, repeatability: .safe)
        for entry in answer["PriceList"]?.array ?? [] {
            let product = try entry.string.map { try JSONValue.parse($0) } ?? entry
            for term in (product.at("terms", "OnDemand")?.object ?? [:]).values {
                for dimension in (term["priceDimensions"]?.object ?? [:]).values {
                    if let text = dimension.at("pricePerUnit", "USD")?.string, let price = Double(text), price > 0 {
                        return price
                    }
                }
            }
        }
        return nil
    }
}
