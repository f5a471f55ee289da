package io.millwright.inference;

import io.millwright.inference.life.LifeLabels;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/**
 * The form of one model. It belongs to no component: {@link ModelForm} registers it for each model under a pid of its own. Kura checks
 * nothing of it on the server: {@link io.millwright.inference.life.LifeSettings} does. Ids are kept for ever.
 */
@ObjectClassDefinition(
        id = ModelForm.PID,
        name = "Model",
        description =
                "The life of a model and its versions: how a new one begins, when it takes over, when the one before comes back.")
@interface ModelFormConfiguration {
    @AttributeDefinition(
            name = LifeLabels.BEGIN,
            required = false,
            options = {
                @Option(label = "ACTIVE: it decides once it is checked", value = "ACTIVE"),
                @Option(label = "SHADOW: it runs beside the one that decides, and is compared", value = "SHADOW"),
                @Option(label = "CANARY: it decides some assets, and is compared", value = "CANARY")
            },
            description = "Often set. What becomes of a newly installed version that was checked.")
    String begin_as() default "ACTIVE";

    @AttributeDefinition(
            name = LifeLabels.CANARY_ASSETS,
            required = false,
            description =
                    "Often set. Assets that a canary decides: names, or pipeline/asset, separated by commas or new lines;"
                            + " * and ? stand for any. After SHADOW, too, a version is a canary first where assets are chosen.|TextArea")
    String canary_assets() default "";

    @AttributeDefinition(
            name = LifeLabels.CANARY_SHARE,
            required = false,
            min = "0",
            max = "100",
            description =
                    "Rarely set. Share of all other assets that a canary decides, chosen by their names. 0 to 100.")
    int canary_sharePercent() default 0;

    @AttributeDefinition(
            name = LifeLabels.PROMOTE_SELF,
            required = false,
            description =
                    "Often set. Off: a version stays SHADOW or CANARY until somebody promotes it, by a request or by"
                            + " Pinned version.")
    boolean promote_self() default true;

    @AttributeDefinition(
            name = LifeLabels.PROMOTE_MINUTES,
            required = false,
            min = "0",
            max = "43200",
            description = "Often set. How long each of SHADOW and CANARY lasts at least. 0 to 43200.")
    int promote_afterMinutes() default 60;

    @AttributeDefinition(
            name = LifeLabels.PROMOTE_WINDOWS,
            required = false,
            min = "1",
            max = "1000000",
            description =
                    "Rarely set. How many windows it has to have decided by then, and been compared in. 1 to 1000000.")
    int promote_afterWindows() default 100;

    @AttributeDefinition(
            name = LifeLabels.PROMOTE_AGREEMENT,
            required = false,
            min = "0",
            max = "100",
            description = "Rarely set. In how many of the windows both versions have to say the same. 0 to 100.")
    double promote_agreementPercent() default 95;

    @AttributeDefinition(
            name = LifeLabels.PROMOTE_ERRORS,
            required = false,
            min = "0",
            max = "100",
            description = "Rarely set. In how many of the windows it may fail. 0 to 100.")
    double promote_errorPercent() default 1;

    @AttributeDefinition(
            name = LifeLabels.PROMOTE_ADDED,
            required = false,
            min = "0",
            max = "60000",
            description =
                    "Rarely set. How much longer than the version before it may take for a window, on average. 0 to 60000.")
    double promote_addedMs() default 5;

    @AttributeDefinition(
            name = LifeLabels.ABORT_AGREEMENT,
            required = false,
            min = "0",
            max = "100",
            description = "Rarely set. Below it a trial ends at once, after 20 windows at the earliest. 0 to 100.")
    double abort_agreementPercent() default 80;

    @AttributeDefinition(
            name = LifeLabels.ABORT_ERRORS,
            required = false,
            min = "0",
            max = "100",
            description =
                    "Rarely set. Above it a trial ends at once, and in probation the version before comes back. 0 to 100.")
    double abort_errorPercent() default 5;

    @AttributeDefinition(
            name = LifeLabels.ABORT_ADDED,
            required = false,
            min = "0",
            max = "60000",
            description = "Rarely set. Above it a trial ends at once. 0 to 60000.")
    double abort_addedMs() default 50;

    @AttributeDefinition(
            name = LifeLabels.TOLERANCE,
            required = false,
            min = "0",
            max = "100",
            description =
                    "Rarely set. By how much a number without a label may differ and still be the same. 0 to 100.")
    double tolerance_percent() default 5;

    @AttributeDefinition(
            name = LifeLabels.HEALTH,
            required = false,
            min = "0",
            max = "43200",
            description =
                    "Often set. So long after a version has taken over, the one before comes back by itself where more of"
                            + " its windows fail than Abort above errors allows. 0: never. 0 to 43200.")
    int health_minutes() default 10;

    @AttributeDefinition(
            name = LifeLabels.PIN,
            required = false,
            description =
                    "Often set. This version serves whatever is installed, while the field holds it; it has to be kept.")
    String pin_version() default "";

    @AttributeDefinition(
            name = LifeLabels.LEAVE,
            required = false,
            description =
                    "Often set. The version that shall not serve: the one before it serves at once. It comes back only when"
                            + " it is pinned, or when its package is uninstalled and installed again.")
    String leave_version() default "";

    @AttributeDefinition(
            name = LifeLabels.KEPT,
            required = false,
            min = "1",
            max = "20",
            description =
                    "Rarely set. Of how many versions files are kept, that which serves included. The oldest go first;"
                            + " what serves, what is on trial, the version before and a pinned one stay. 1 to 20.")
    int versions_kept() default 2;

    @AttributeDefinition(
            name = LifeLabels.QUOTA,
            required = false,
            min = "1",
            max = "1000000",
            description = "Rarely set. What the files of all versions of this model may take. 1 to 1000000.")
    int disk_quotaMb() default 1024;

    @AttributeDefinition(
            name = LifeLabels.PROVIDERS,
            required = false,
            description =
                    "Rarely set. By what this model is run, the best first, as in the form of the inference engine. Empty: as it"
                            + " says there.")
    String providers() default "";

    @AttributeDefinition(
            name = LifeLabels.FALLBACK,
            required = false,
            options = {
                @Option(label = "CPU with a warning", value = "cpu"),
                @Option(label = "refuse the model", value = "refuse")
            },
            description = "Rarely set. For the execution providers of this form.")
    String providers_fallback() default "cpu";
}
