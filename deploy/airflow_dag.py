"""An Airflow DAG (2.9 or newer) for one job, every night; exit code 75, a run at work, counts as skipped.

A failed task fails the DAG run: exit code 1 tells of failed records or of a site that fell silent.
"""

from datetime import UTC, datetime, timedelta

from airflow import DAG

try:
    from airflow.providers.standard.operators.bash import BashOperator  # Airflow 3
except ImportError:
    from airflow.operators.bash import BashOperator

HOME = "/srv/news"
START = datetime(2026, 1, 1, tzinfo=UTC)

with DAG(
    "tinsach", schedule="15 2 * * *", start_date=START, catchup=False, max_active_runs=1, tags=["news"]
) as dag:
    # Airflow ends a task by SIGTERM: the crawl closes its archive, the corpus keeps or gets whole runs.
    run = BashOperator(
        task_id="run",
        bash_command=".venv/bin/tinsach run job.toml",
        cwd=HOME,
        append_env=True,
        skip_on_exit_code=75,
        execution_timeout=timedelta(hours=6),
    )
    # all_done: a corpus with a few failed records (exit code 1 of run, a failed task) is checked as any other
    check = BashOperator(
        task_id="check",
        bash_command=".venv/bin/tinsach check corpus",
        cwd=HOME,
        append_env=True,
        skip_on_exit_code=75,
        trigger_rule="all_done",
    )
    # Airflow judges a DAG run by its last task: this one fails with run or check; check alone hides run's
    ended = BashOperator(task_id="ended", bash_command="true")
    run >> check >> ended
    run >> ended
