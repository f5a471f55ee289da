package io.millwright.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonArray;
import com.eclipsesource.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The check of the parts benchmark finds what it is there to find. */
class PartsCheckTest {
    private static final String TRUTH = "1 %d P-1 1 %d %d 2 5.0 2.0 3.0 2 7.0 3.0 4.0 2 9.0 4.0 5.0";
    private static final double[] VALUES = {2, 5, 2, 3, 2, 7, 3, 4, 2, 9, 4, 5};

    private final PartsCheck check = new PartsCheck();

    private void truth() {
        check.truth(
                List.of(TRUTH.formatted(1, 1000, 2000), TRUTH.formatted(2, 2000, 3000), TRUTH.formatted(3, 3000, 4000)),
                2);
    }

    @Test
    void rightDecisionsAreRight() {
        decide("1", 1000, 2000, "GOOD", VALUES);
        decide("2", 2000, 3000, "GOOD", VALUES);
        truth();
        expect(2, 0, 0, 0);
    }

    @Test
    void aSecondDecisionAMissingOneAndOneOfNoPartAreSeen() {
        decide("1", 1000, 2000, "GOOD", VALUES);
        decide("1", 1000, 2000, "GOOD", VALUES);
        decide("7", 1000, 2000, "GOOD", VALUES);
        truth();
        expect(0, 1, 1, 1);
    }

    @Test
    void anotherBeginAndAnotherSumAreWrong() {
        double[] other = VALUES.clone();
        other[1] = 5.0009765625;
        decide("1", 1001, 2000, "GOOD", VALUES);
        decide("2", 2000, 3000, "GOOD", other);
        truth();
        expect(2, 0, 2, 0);
    }

    @Test
    void aDisturbedPartMayLackValuesButNotHaveForeignOnes() {
        double[] fewer = VALUES.clone();
        fewer[0] = 1;
        fewer[1] = 3;
        fewer[2] = 3;
        double[] foreign = VALUES.clone();
        foreign[3] = 3.5;
        decide("1", 1000, 2000, "UNCERTAIN", fewer);
        decide("2", 2000, 3000, "UNCERTAIN", foreign);
        truth();
        expect(2, 0, 1, 0);
    }

    private void expect(int once, int twice, int wrong, int missing) {
        JsonObject found = Json.object();
        check.report(found);
        assertEquals(
                List.of(once, twice, wrong, missing),
                List.of(
                        found.getInt("once", -1),
                        found.getInt("twice", -1),
                        found.getInt("wrong", -1),
                        found.getInt("missing", -1)));
    }

    private void decide(String part, long start, long end, String quality, double[] values) {
        JsonArray readings = new JsonArray();
        for (int i = 0; i < values.length; i++) {
            readings.add(Json.object().add("name", PartsModel.names().get(i)).add("number", values[i]));
        }
        check.decision(Json.object()
                .add("kind", "decision")
                .add("part", part)
                .add("windowStart", start)
                .add("windowEnd", end)
                .add("quality", quality)
                .add("readings", readings)
                .toString());
    }
}
