# The 2018 recipe's settings, as research groups still have them on disk.
cluster_name    = "himat"
cluster_region  = "us-west-2"
cluster_version = "1.10"

stable_instance_type = "m5.xlarge"
spot_instance_type   = "m5.xlarge"
spot_node_count      = 3
spot_price           = 0.192 // the on-demand price

worker_image      = "jonahjoughin/pangeo-himat:latest"
dask_worker_count = 100
hibernate         = false

/* Worker, scheduler and notebook resources */
dask_worker_mb_ram       = 1600
dask_worker_milli_cpu    = 400
dask_worker_threads      = 1
dask_worker_procs        = 1
dask_scheduler_mb_ram    = 6000
dask_scheduler_milli_cpu = 1500
jupyter_mb_ram           = 6000
jupyter_milli_cpu        = 1500
jupyter_gb_storage       = 16

config_map_output_path = "./config_map.yml"
kubeconfig_output_path = "./kubeconfig.yml"
