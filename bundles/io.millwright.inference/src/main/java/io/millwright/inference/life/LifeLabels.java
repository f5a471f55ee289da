package io.millwright.inference.life;

/** The labels of a model's form, from which texts name its fields. */
public final class LifeLabels {
    public static final String BEGIN = "A new version begins as";
    public static final String CANARY_ASSETS = "Canary assets";
    public static final String CANARY_SHARE = "Canary share (percent)";
    public static final String PROMOTE_SELF = "Promote by itself";
    public static final String PROMOTE_MINUTES = "Promote after (minutes)";
    public static final String PROMOTE_WINDOWS = "Promote after (windows)";
    public static final String PROMOTE_AGREEMENT = "Promote from agreement (percent)";
    public static final String PROMOTE_ERRORS = "Promote up to errors (percent)";
    public static final String PROMOTE_ADDED = "Promote up to added run time (ms)";
    public static final String ABORT_AGREEMENT = "Abort below agreement (percent)";
    public static final String ABORT_ERRORS = "Abort above errors (percent)";
    public static final String ABORT_ADDED = "Abort above added run time (ms)";
    public static final String TOLERANCE = "Tolerance of numbers (percent)";
    public static final String HEALTH = "Probation (minutes)";
    public static final String PIN = "Pinned version";
    public static final String LEAVE = "Go back from version";
    public static final String KEPT = "Versions kept";
    public static final String QUOTA = "Disk quota (MB)";
    public static final String PROVIDERS = "Execution providers";
    public static final String FALLBACK = "If none of them runs it";

    private LifeLabels() {}
}
