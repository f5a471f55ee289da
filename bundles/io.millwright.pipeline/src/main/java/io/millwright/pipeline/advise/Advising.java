package io.millwright.pipeline.advise;

import io.millwright.decision.Decision;
import io.millwright.decision.Decision.Role;
import io.millwright.decision.Quality;
import io.millwright.decision.Recommendation;
import io.millwright.decision.Recommendation.About;
import io.millwright.decision.Recommendation.Kind;
import io.millwright.model.Advice;
import io.millwright.model.Model;
import io.millwright.model.ModelException;
import io.millwright.model.Reading;
import io.millwright.model.TensorSpec.Feature;
import io.millwright.pipeline.advise.SettingsAdvice.Answer;
import io.millwright.pipeline.listen.ModelFinder;
import io.millwright.pipeline.listen.ModelFinder.Found;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** From a decision to a recommendation: what is in the way of one, the search, and the words. Confined to one thread. */
final class Advising {
    /** Most reasons of one recommendation. */
    static final int REASONS = 16;

    private static final int UNIT_CHARACTERS = 64;

    /** The change of what no setting moves that makes another question of it, as a share of the range of the training data. */
    private static final double GIVEN_STEP = 0.15;

    private static final String REPLACED = "was replaced while advice was looked for";

    private final ModelFinder models;
    private final Fit fit;
    private final ModelReasons modelReasons;
    private final SearchLimits limits;

    Advising(ModelFinder models, Fit fit, ModelReasons modelReasons, SearchLimits limits) {
        this.models = models;
        this.fit = fit;
        this.modelReasons = modelReasons;
        this.limits = limits;
    }

    /**
     * Looks for advice. Blocks for runs of the model.
     *
     * @return null where the model says nothing of what may be advised
     */
    SettingsAdvice advise(AdviceRequest request) {
        Decision decision = request.decision();
        if (decision.role() != Role.SERVING) {
            return withheld(decision, "", 0, "the model " + title(decision) + " is on trial");
        }
        Found found = models.find(decision.model());
        if (found == null) {
            return gone(request, "", 0, "is not installed any more");
        }
        Model model = found.model();
        Advice advice = model.advice();
        if (advice == null) {
            return null;
        }
        List<Feature> features = model.inputs().get(0).features();
        Inputs inputs = request.inputs() == null ? null : Inputs.of(request.inputs(), features);
        String sha256 = inputs == null ? "" : inputs.sha256();
        String objection = objection(decision, inputs, features);
        if (!objection.isEmpty()) {
            return withheld(decision, sha256, advice.expiresSeconds(), objection);
        }
        Reading reading = reading(model, advice);
        AdviceProblem problem = AdviceProblem.of(advice, inputs.names());
        Advised advised;
        try (RunnerScoring scoring = RunnerScoring.open(model, reading, advice, limits.budgetMillis())) {
            advised = new AdviceSearch(problem, scoring, limits).search(inputs.values(), inputs.seed(model.sha256()));
        } catch (ModelException e) {
            if (models.find(decision.model()) == null) {
                return gone(request, sha256, advice.expiresSeconds(), REPLACED);
            }
            return withheld(
                    decision,
                    sha256,
                    advice.expiresSeconds(),
                    "the model " + title(decision) + " did not run: " + e.getMessage());
        }
        if (models.find(decision.model()) == null) {
            return gone(request, sha256, advice.expiresSeconds(), REPLACED);
        }
        return told(request, inputs, advice, reading, features, advised);
    }

    private static SettingsAdvice gone(AdviceRequest request, String sha256, long expiresSeconds, String what) {
        request.counters().modelGone.incrementAndGet();
        Decision decision = request.decision();
        return withheld(decision, sha256, expiresSeconds, "the model " + title(decision) + " " + what);
    }

    private static String title(Decision decision) {
        return decision.model().name() + " " + decision.model().version();
    }

    private String objection(Decision decision, Inputs inputs, List<Feature> features) {
        if (decision.quality() != Quality.GOOD) {
            return "the decision is " + decision.quality() + ": " + decision.reason();
        }
        if (inputs == null) {
            return "the inputs of the decision are not known";
        }
        String outside = inputs.outsideRange(features);
        if (outside != null) {
            return outside + " lies outside what the model was trained with";
        }
        return fit.objection(decision.pipeline(), decision.asset());
    }

    private static Reading reading(Model model, Advice advice) {
        for (Reading reading : model.readings()) {
            if (reading.name().equals(advice.reading())) {
                return reading;
            }
        }
        throw new IllegalArgumentException("the model has no reading '" + advice.reading() + "'");
    }

    private static SettingsAdvice withheld(Decision decision, String sha256, long expiresSeconds, String why) {
        return made(
                decision,
                sha256,
                expiresSeconds,
                Kind.WITHHELD,
                why,
                List.of(),
                List.of(),
                null,
                Double.NaN,
                List.of());
    }

    private SettingsAdvice told(
            AdviceRequest request,
            Inputs inputs,
            Advice advice,
            Reading reading,
            List<Feature> features,
            Advised advised) {
        Decision decision = request.decision();
        if (advised.kind() == Kind.WITHHELD) {
            return withheld(decision, inputs.sha256(), advice.expiresSeconds(), advised.why());
        }
        List<SettingsAdvice.Value> settings = new ArrayList<>();
        // One per variable, in their order.
        for (int i = 0; i < advised.settings().size(); i++) {
            Advised.Setting setting = advised.settings().get(i);
            Advice.Variable variable = advice.variables().get(i);
            settings.add(new SettingsAdvice.Value(
                    setting.feature(),
                    unit(features, setting.feature()),
                    setting.present(),
                    setting.proposed(),
                    setting.low(),
                    setting.high(),
                    variable.step() * (variable.max() - variable.min())));
        }
        List<Recommendation.Reason> reasons = reasons(reading, features, advised);
        if (advised.kind() == Kind.PROPOSED) {
            reasons.addAll(modelReasons.of(decision, request.inputs()));
        }
        SettingsAdvice.Expected gain = new SettingsAdvice.Expected(
                reading.name(),
                reading.unit(),
                advised.before(),
                advised.after(),
                advice.spreadOutput() < 0 ? Double.NaN : advised.spread(),
                advised.gain());
        String why = advised.why().isEmpty() || advised.complete()
                ? advised.why()
                : advised.why() + "; the search ended with its budget of time";
        return made(
                decision,
                inputs.sha256(),
                advice.expiresSeconds(),
                advised.kind(),
                why,
                List.copyOf(settings),
                given(advice, features, inputs),
                gain,
                advised.confidence(),
                List.copyOf(reasons));
    }

    /**
     * What no setting moves, and what is not computed from the signal of one: how much a current wanders says how the machine runs, not
     * what it works on. Numbers whose range nobody knows are left out.
     */
    private static List<SettingsAdvice.Given> given(Advice advice, List<Feature> features, Inputs inputs) {
        Set<String> moved = new HashSet<>();
        for (Advice.Variable variable : advice.variables()) {
            moved.add(variable.feature());
            moved.addAll(variable.moves().keySet());
        }
        Set<String> signals = features.stream()
                .filter(feature -> moved.contains(feature.name()))
                .map(Feature::signal)
                .collect(Collectors.toSet());
        List<SettingsAdvice.Given> given = new ArrayList<>();
        for (int i = 0; i < features.size(); i++) {
            Feature feature = features.get(i);
            double step = feature.categories().isEmpty() ? GIVEN_STEP * (feature.max() - feature.min()) : 0;
            if (!signals.contains(feature.signal()) && step >= 0) {
                given.add(new SettingsAdvice.Given(
                        feature.name(),
                        unit(features, feature.name()),
                        inputs.values()[i],
                        step,
                        feature.categories()));
            }
        }
        return given;
    }

    private static String unit(List<Feature> features, String name) {
        for (Feature feature : features) {
            if (feature.name().equals(name)) {
                String unit = feature.unit();
                return unit.length() <= UNIT_CHARACTERS ? unit : unit.substring(0, UNIT_CHARACTERS);
            }
        }
        return "";
    }

    /** One reason per setting that moves: what the model expects without that move alone. */
    private static List<Recommendation.Reason> reasons(Reading reading, List<Feature> features, Advised advised) {
        List<Recommendation.Reason> reasons = new ArrayList<>();
        for (Advised.Setting setting : advised.settings()) {
            if (setting.moves() && Double.isFinite(setting.without())) {
                String text = setting.feature() + " from " + plain(setting.present(), 6) + " to "
                        + plain(setting.proposed(), 6) + spaced(unit(features, setting.feature()))
                        + ": were it left as it is, the model would expect " + reading.name() + " "
                        + plain(setting.without(), 4) + " instead of " + plain(advised.after(), 4);
                reasons.add(new SettingsAdvice.Because(
                        text, setting.feature(), advised.after() - setting.without(), About.GAIN));
            }
        }
        reasons.sort(Comparator.comparingDouble((Recommendation.Reason because) -> Math.abs(because.contribution()))
                .reversed());
        return new ArrayList<>(reasons.subList(0, Math.min(REASONS - ModelReasons.MOST, reasons.size())));
    }

    private static String plain(double number, int digits) {
        return new BigDecimal(number, new MathContext(digits))
                .stripTrailingZeros()
                .toPlainString();
    }

    private static String spaced(String unit) {
        return unit.isEmpty() ? "" : " " + unit;
    }

    private static SettingsAdvice made(
            Decision decision,
            String sha256,
            long expiresSeconds,
            Kind kind,
            String why,
            List<SettingsAdvice.Value> settings,
            List<SettingsAdvice.Given> given,
            SettingsAdvice.Expected gain,
            double confidence,
            List<Recommendation.Reason> reasons) {
        return new SettingsAdvice(
                decision.pipeline() + "/" + decision.asset() + "/" + decision.run() + "-" + decision.sequence(),
                decision.pipeline(),
                decision.asset(),
                decision.part(),
                decision.run(),
                decision.sequence(),
                decision.role(),
                kind,
                why,
                settings,
                given,
                gain,
                confidence,
                reasons,
                decision.windowEndMicros(),
                decision.windowEndMicros() + TimeUnit.SECONDS.toMicros(expiresSeconds),
                decision.model(),
                sha256,
                kind == Kind.PROPOSED ? Answer.OPEN : Answer.NONE);
    }
}
