// SPDX-License-Identifier: MIT
// The umbrella: one import for the binaries, every room re-exported.
@_exported public import HimatAWS
@_exported public import HimatCommandLine
@_exported public import HimatConfig
@_exported public import HimatContainers
@_exported public import HimatEngine
@_exported public import HimatHTTP
@_exported public import HimatInventory
@_exported public import HimatKubernetes
@_exported public import HimatSupport
@_exported public import HimatWorkloads
@_exported public import HimatYAML
