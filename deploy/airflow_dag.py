"""An hourly Airflow DAG (2.4 or newer) for one job; exit code 75, a run at work, counts as skipped."""

from datetime import UTC, datetime

from airflow import DAG
from airflow.operators.bash import BashOperator

START = datetime(2026, 1, 1, tzinfo=UTC)

with DAG("tinsach", schedule="@hourly", start_date=START, catchup=False, max_active_runs=1):
    BashOperator(
        task_id="run",
        bash_command=".venv/bin/tinsach run job.toml",
        cwd="/srv/news",
        skip_on_exit_code=75,
    )
