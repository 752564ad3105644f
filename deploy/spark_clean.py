"""The file that ``spark-submit`` runs: ``tinsach clean`` on the cluster that it set up.

spark-submit --master yarn --driver-memory 8g deploy/spark_clean.py hdfs:///news/*.warc.gz --out /srv/corpus

Every machine needs tinsach in its Python (an image, or ``--archives`` with a packed environment).
"""

import sys

from tinsach.cli import main

sys.exit(main(["clean", "--engine", "spark", *sys.argv[1:]]))
