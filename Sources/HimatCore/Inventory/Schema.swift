// SPDX-License-Identifier: MIT

extension Migration {
    /// The schema's history; append only.
    static let all: [Migration] = [
        Migration(
            name: "1 clusters, resources, runs",
            statements: [
                """
                CREATE TABLE clusters (
                    id INTEGER PRIMARY KEY,
                    account TEXT NOT NULL, region TEXT NOT NULL, name TEXT NOT NULL,
                    state TEXT, version TEXT, stable_nodes INTEGER, spot_nodes INTEGER,
                    endpoint TEXT, jupyter_url TEXT, dask_url TEXT, config_digest TEXT,
                    created_at REAL, last_seen REAL NOT NULL,
                    UNIQUE (account, region, name))
                """,
                """
                CREATE TABLE resources (
                    cluster INTEGER NOT NULL REFERENCES clusters (id) ON DELETE CASCADE,
                    layer TEXT NOT NULL, address TEXT NOT NULL, resource_id TEXT NOT NULL, last_seen REAL NOT NULL,
                    PRIMARY KEY (cluster, layer, address, resource_id))
                """,
                """
                CREATE TABLE runs (
                    id TEXT PRIMARY KEY,
                    cluster INTEGER NOT NULL REFERENCES clusters (id) ON DELETE CASCADE,
                    layer TEXT NOT NULL, verb TEXT NOT NULL, started_at REAL NOT NULL,
                    ended_at REAL, outcome TEXT, summary TEXT)
                """,
                """
                CREATE TABLE steps (
                    id INTEGER PRIMARY KEY,
                    cluster INTEGER NOT NULL REFERENCES clusters (id) ON DELETE CASCADE,
                    run TEXT NOT NULL, layer TEXT NOT NULL, address TEXT NOT NULL, verb TEXT NOT NULL,
                    began_at REAL NOT NULL, ended_at REAL, outcome TEXT, detail TEXT)
                """,
                "CREATE INDEX steps_by_address ON steps (cluster, layer, address, id)",
                """
                CREATE TABLE events (
                    id INTEGER PRIMARY KEY,
                    cluster INTEGER NOT NULL REFERENCES clusters (id) ON DELETE CASCADE,
                    run TEXT, at REAL NOT NULL, message TEXT NOT NULL)
                """,
            ]),
        Migration(
            name: "2 images, volumes",
            statements: [
                """
                CREATE TABLE images (
                    digest TEXT NOT NULL, reference TEXT NOT NULL, platform TEXT, size INTEGER, source_digest TEXT,
                    created_at REAL NOT NULL, last_seen REAL NOT NULL,
                    PRIMARY KEY (reference, digest))
                """,
                """
                CREATE TABLE volumes (
                    id TEXT NOT NULL, account TEXT NOT NULL, region TEXT NOT NULL, cluster_name TEXT NOT NULL,
                    zone TEXT, gib INTEGER, state TEXT, last_seen REAL NOT NULL,
                    PRIMARY KEY (account, region, id))
                """,
            ]),
        Migration(
            name: "3 what is in an image, who runs it",
            statements: [
                "ALTER TABLE images ADD COLUMN image_id TEXT",
                "ALTER TABLE images ADD COLUMN variant TEXT",
                "ALTER TABLE images ADD COLUMN lock TEXT",
                "ALTER TABLE clusters ADD COLUMN worker_image TEXT",
            ]),
    ]
}
