# SPDX-License-Identifier: MIT
# No password stands here: the token comes from JUPYTER_TOKEN, and without one Jupyter makes its own at every start.
c = get_config()  # noqa: F821
c.ServerApp.root_dir = "/home/jovyan"
# Dask's dashboard is reached through jupyter-server-proxy, behind the notebook's token; no other host is.
c.ServerProxy.host_allowlist = ["localhost", "dask-scheduler"]
