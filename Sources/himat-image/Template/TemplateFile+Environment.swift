// SPDX-License-Identifier: MIT

extension TemplateFile {
    /// What is installed when nobody said anything else.
    static let environment = TemplateFile(
        name: "environment.yml",
        text: #"""
            # SPDX-License-Identifier: MIT
            # What every notebook, scheduler and worker has. `himat-image build --add SPEC` edits this file: comments and order stay.
            name: himat
            channels:
              - conda-forge
            dependencies:
              - python>=3.12,<3.14
              # Dask and notebooks; without these four nothing of HiMAT runs.
              - dask
              - distributed
              - jupyterlab
              - jupyter-server-proxy  # the way to Dask's dashboard
              - dask-labextension
              # Arrays, tables and where they come from.
              - h5py
              - numpy
              - pandas
              - s3fs
              - scipy
              - xarray
              - zarr
              # Maps.
              - cartopy
              - folium
              - geojson
              - geopandas
              - pysal
              - rasterio
              - rasterstats
              - regionmask
              - shapely
              # Pictures, databases and the rest.
              - matplotlib
              - progressbar2
              - psycopg2
              - seaborn
              - sqlalchemy
              - pip
              - pip:
                  - pyastronomy

            """#)
}
