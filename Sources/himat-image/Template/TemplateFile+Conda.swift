// SPDX-License-Identifier: MIT

extension TemplateFile {
    /// Variant conda.
    static let dockerfile = TemplateFile(
        name: "Dockerfile",
        text: #"""
            # SPDX-License-Identifier: MIT
            # The image of notebook, scheduler and workers, variant conda. `himat-image build` makes the files that are copied here.
            # What takes long comes first: system packages, the environment, its lock, settings; last and small what --add brought.
            ARG BASE=docker.io/mambaorg/micromamba:2.3.0-debian12-slim
            FROM ${BASE}
            USER root
            ENV LANG=C.UTF-8

            COPY apt.txt /opt/himat/
            RUN if [ -s /opt/himat/apt.txt ]; then \
                    apt-get update -qq && \
                    DEBIAN_FRONTEND=noninteractive xargs -a /opt/himat/apt.txt apt-get install -y -qq --no-install-recommends && \
                    rm -rf /var/lib/apt/lists/*; \
                fi

            # A lock names every file, so nothing is solved; it is empty unless one of exactly this environment was written.
            COPY environment.yml conda.lock /opt/himat/
            RUN if [ -s /opt/himat/conda.lock ]; then from=conda.lock; else from=environment.yml; fi; \
                micromamba create -y -p /opt/himat/env -f /opt/himat/$from && \
                micromamba clean -a -y -q
            ENV PATH=/opt/himat/env/bin:$PATH \
                CONDA_PREFIX=/opt/himat/env PROJ_DATA=/opt/himat/env/share/proj GDAL_DATA=/opt/himat/env/share/gdal \
                PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore

            # Where packages come from, during the build only; the running image has no such setting.
            ARG PIP_INDEX_URL
            ARG PIP_EXTRA_INDEX_URL
            ARG PIP_TRUSTED_HOST
            COPY pip.txt constraints.txt write_lock.py /opt/himat/
            RUN if [ -s /opt/himat/pip.txt ]; then \
                    python -m pip install --progress-bar off -c /opt/himat/constraints.txt -r /opt/himat/pip.txt; \
                fi && \
                python /opt/himat/write_lock.py

            # HiMAT runs it as user 1000; any other number will do, for nothing outside of the home is written.
            RUN echo 'jovyan:x:1000:1000::/home/jovyan:/bin/bash' >> /etc/passwd && \
                echo 'jovyan:x:1000:' >> /etc/group && \
                mkdir -p /home/jovyan && chown 1000:1000 /home/jovyan && chmod 0777 /home/jovyan
            COPY jupyter_server_config.py /etc/jupyter/

            # What --add, --pip and --apt brought since the environment was solved; nothing that is there already may move.
            COPY added/ /opt/himat/added/
            RUN cd /opt/himat/added && \
                if [ -s apt.txt ]; then \
                    apt-get update -qq && \
                    DEBIAN_FRONTEND=noninteractive xargs -a apt.txt apt-get install -y -qq --no-install-recommends && \
                    rm -rf /var/lib/apt/lists/*; \
                fi && \
                if [ -s environment.yml ]; then \
                    micromamba install -y -p /opt/himat/env --freeze-installed -f environment.yml && micromamba clean -a -y -q; \
                fi && \
                if [ -s pip.txt ]; then \
                    python -m pip install --progress-bar off -c /opt/himat/constraints.txt -r pip.txt; \
                fi && \
                python /opt/himat/write_lock.py

            ENV HOME=/home/jovyan PYTHONUNBUFFERED=1
            WORKDIR /home/jovyan
            USER 1000:1000
            EXPOSE 8888 8786 8787
            ENTRYPOINT []
            CMD ["jupyter", "lab", "--ip=0.0.0.0", "--port=8888", "--no-browser"]

            """#)
}
