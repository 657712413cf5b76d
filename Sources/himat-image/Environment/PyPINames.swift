// SPDX-License-Identifier: MIT

/// What a package of conda-forge is called on PyPI; most have one name in both places.
enum PyPINames {
    enum Answer: Equatable {
        /// A requirement's name, with extras where conda's package brings more.
        case named(String)
        /// It is no Python package, or PyPI's cannot be installed without a compiler.
        case missing(String)
        /// The base image brings it.
        case base
    }

    static func answer(for conda: String) -> Answer {
        if conda == "python" || conda == "pip" || conda == "setuptools" { return .base }
        if let name = others[conda] { return .named(name) }
        if let hint = lacking[conda] { return .missing(hint) }
        if conda.hasPrefix("r-") || conda.hasPrefix("_") || conda.hasPrefix("lib") || conda.hasSuffix("-cos7-x86_64") {
            return .missing("it is no Python package")
        }
        return .named(conda)
    }

    /// Other names; conda's dask brings the dashboard and dataframes along, PyPI's only as an extra.
    static let others = [
        "dask": "dask[complete]", "dask-core": "dask", "psycopg2": "psycopg2-binary", "matplotlib-base": "matplotlib",
        "pytables": "tables", "python-graphviz": "graphviz", "python-blosc": "blosc", "msgpack-python": "msgpack",
        "pytorch": "torch", "pytorch-cpu": "torch", "opencv": "opencv-python-headless",
        "py-opencv": "opencv-python-headless", "py-xgboost": "xgboost", "iris": "scitools-iris",
        "python-build": "build", "python-xxhash": "xxhash", "python-eccodes": "eccodes",
        "xarray-datatree": "xarray", "importlib_metadata": "importlib-metadata",
        "typing_extensions": "typing-extensions",
        "ipython_genutils": "ipython-genutils", "jupyterlab_widgets": "jupyterlab-widgets", "python-duckdb": "duckdb",
        "netcdf4": "netCDF4", "pyqt": "PyQt5", "sqlalchemy-utils": "SQLAlchemy-Utils", "seaborn-base": "seaborn",
        "geopandas-base": "geopandas",
        "faiss": "faiss-cpu", "tensorflow-base": "tensorflow",
    ]

    /// What PyPI has not, and what to do instead.
    static let lacking = [
        "gdal": "PyPI has its sources only; rasterio brings its own copy, or: --apt gdal-bin",
        "esmpy": "PyPI has it not; use variant conda", "xesmf": "it needs esmpy, which PyPI has not; use variant conda",
        "eccodes": "PyPI's eccodes is named python-eccodes at conda-forge", "proj": "pyproj brings its own copy",
        "geos": "shapely brings its own copy", "hdf5": "h5py brings its own copy", "nodejs": "--apt nodejs",
        "git": "--apt git", "graphviz": "--apt graphviz, and python-graphviz", "cdo": "--apt cdo", "nco": "--apt nco",
        "ffmpeg": "--apt ffmpeg", "compilers": "--apt build-essential", "gcc": "--apt gcc", "gxx": "--apt g++",
        "make": "--apt make", "cmake": "--apt cmake", "openssh": "--apt openssh-client", "curl": "--apt curl",
        "wget": "--apt wget", "vim": "--apt vim", "nano": "--apt nano", "tini": "--apt tini",
        "mamba": "use variant conda",
        "conda": "use variant conda", "micromamba": "use variant conda", "blas": "numpy brings its own copy",
        "mkl": "use variant conda", "cudatoolkit": "use variant conda", "openmpi": "--apt libopenmpi-dev",
        "mplleaflet": "it is of 2018 and does not run with today's matplotlib; folium does its work",
    ]
}
