// SPDX-License-Identifier: MIT
import HimatConfig
import Testing

@Suite struct CapacityEstimateTests {
    @Test(arguments: [(0, 0), (1, 60), (2, 70), (3, 75), (4, 80), (8, 90), (16, 110), (96, 310)])
    func theCoresThatEKSKeeps(_ cores: Int, _ milli: Int) {
        #expect(CapacityEstimate.reservedMilliCPU(cores: cores) == milli)
    }

    @Test func theMemoryThatEKSKeeps() {
        #expect(CapacityEstimate.reservedMiB(maxPods: 58) == 893)
        #expect(InstanceShape.maxPods(interfaces: 4, addressesPerInterface: 15) == 58)
        #expect(InstanceShape.maxPods(interfaces: 3, addressesPerInterface: 10) == 29)
    }

    @Test func eightOfTheRecipesWorkersFitOnOneMachineOfIt() throws {
        let room = CapacityEstimate(try #require(InstanceShape.usual("m5.xlarge")))
        #expect(room.count(milliCPU: 400, megabytes: 1600) == 8)
        #expect(room.fits(milliCPU: 3000, megabytes: 12000))
        #expect(!room.fits(milliCPU: 3900, megabytes: 1))
        #expect(!room.fits(milliCPU: 1, megabytes: 16000))
    }

    @Test func aNodeThatExistsIsCountedByWhatItSays() {
        let node = CapacityEstimate(milliCPU: 3920, memoryMiB: 14_500)
        #expect(node.count(milliCPU: 400, megabytes: 1600) == 9)
        #expect(node.count(milliCPU: 1000, megabytes: 1600) == 3)
    }

    @Test func nothingFitsOnATinyMachine() {
        let room = CapacityEstimate(InstanceShape(vCPU: 0, memoryMiB: 512))
        #expect(room.count(milliCPU: 1, megabytes: 1) == 0)
        #expect(room.count(milliCPU: 0, megabytes: 0) == 0)
    }

    @Test(arguments: ["", "m5", "m5.", "m5.metal", "t3.large", "x1.xlarge", "5.xlarge", "m5.xlarge.x"])
    func anUnusualMachineIsNotGuessed(_ type: String) { #expect(InstanceShape.usual(type) == nil) }

    @Test func usualMachinesAreKnown() {
        #expect(InstanceShape.usual("c6i.2xlarge") == InstanceShape(vCPU: 8, memoryMiB: 16384, maxPods: 58))
        #expect(InstanceShape.usual("r5.large") == InstanceShape(vCPU: 2, memoryMiB: 16384, maxPods: 29))
    }
}
