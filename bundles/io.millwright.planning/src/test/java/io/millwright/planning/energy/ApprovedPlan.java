package io.millwright.planning.energy;

import io.millwright.decision.Plan;
import java.lang.reflect.Proxy;
import java.util.Map;

/** A plan of energy that somebody approved, as far as it is looked at by what follows plans. */
public final class ApprovedPlan {
    private ApprovedPlan() {}

    /** Returns it as approved at the start of a part, in force for a day. */
    public static Plan of(EnergyPlan plan, long approvedPart) {
        return of(plan, approvedPart, approvedPart + MeterParts.DAY);
    }

    /** Returns it as approved at the start of a part, in force until another one starts. */
    public static Plan of(EnergyPlan plan, long approvedPart, long untilPart) {
        String document = EnergyDocument.of("energy", plan, part -> Double.NaN, Long.MIN_VALUE)
                .toString();
        return of(
                "plan-" + approvedPart,
                document,
                approvedPart * MeterParts.PART_MICROS,
                untilPart * MeterParts.PART_MICROS);
    }

    /** Returns one of a document. */
    public static Plan of(String id, String document, long approvedMicros, long expiresMicros) {
        Map<String, Object> answers = Map.of(
                "id", id,
                "document", document,
                "answeredMicros", approvedMicros,
                "expiresMicros", expiresMicros);
        return (Plan) Proxy.newProxyInstance(
                ApprovedPlan.class.getClassLoader(), new Class<?>[] {Plan.class}, (proxy, method, arguments) -> {
                    Object answer = answers.get(method.getName());
                    if (answer == null) {
                        throw new UnsupportedOperationException(method.getName());
                    }
                    return answer;
                });
    }
}
