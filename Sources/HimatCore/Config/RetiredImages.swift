// SPDX-License-Identifier: MIT
internal import HimatSupport

/// Images that are known not to run today.
enum RetiredImages {
    /// Why an image cannot run; nil for any other image.
    static func reason(_ text: String) -> String? {
        guard ImageReference(text)?.name == "docker.io/jonahjoughin/pangeo-himat" else { return nil }
        return
            "the image '\(text)' is of 2018 (Python 3.6, Dask 0.x): it has neither jupyter-server-proxy nor 'dask worker'"
    }
}
