"""The science, without Qt: models, objectives, training, snapshots, data sets and files."""
