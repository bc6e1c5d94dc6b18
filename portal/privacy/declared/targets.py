"""Goals, figures and reports."""

from portal.privacy.holding import held

HELD = (
    held(
        "goal",
        P0=(
            "plan_year key focus_area text_da kind target_value unit baseline deadline "
            "source position"
        ),
    ),
    held(
        "goal_measurement",
        P0=(
            "id plan_year goal_key month revision municipality cluster eastern_denmark "
            "whole_country source reported_status recorded_at"
        ),
        P1="recorded_by_id",
    ),
    held(
        "improvement",
        P0=(
            "id quarter_start title_da title_en text_da text_en state version "
            "written_at published_at withdrawn_at"
        ),
        P1="written_by_id",
    ),
    held(
        "management_report",
        P0=("id quarter version reason figures figures_at drafted_at approved_at content checksum"),
        P1="drafted_by_id approved_by_id",
    ),
    held(
        "management_report_comment",
        P0="report_id area words written_at",
        P1="written_by_id",
    ),
    held(
        "management_report_file",
        P0="report_id format content checksum made_at",
    ),
    held(
        "publication_rule",
        P0="valid_from smallest unanimous_below source",
    ),
    held(
        "quarter_count",
        P0="key quarter_start n count counted_at",
    ),
    held(
        "figure_release",
        P0="id quarter_start at final invited",
    ),
    held(
        "published_figure",
        A="release_id key dimension value other invited n favourable population complete",
    ),
)
