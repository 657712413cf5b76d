// SPDX-License-Identifier: MIT
import HimatCore

/// What a push to ECR needs of AWS: the repository and a password.
struct ECRAccess: Sendable {
    let ecr: ECR

    /// Makes the repository unless it is there.
    /// - Returns: whether it was made now.
    func makeRepository(_ name: String) async throws -> Bool {
        guard try await ecr.describeRepository(name) == nil else { return false }
        do {
            _ = try await ecr.createRepository(name, tags: ["himat:managed-by": "himat-image"])
            return true
        } catch let error as HimatError where error.awsCode == "RepositoryAlreadyExistsException" {
            return false
        }
    }
}
