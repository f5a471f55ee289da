package io.millwright.planning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;
import io.millwright.planning.plan.Occasion;
import io.millwright.planning.plan.Proposal;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** From two texts to a proposal that a person can answer. */
class OrderMakerTest {
    private static final OrderSettings SETTINGS = OrderSettings.of(
            Map.of("site", "store 1", "review.periods", 1, "lead.periods", 2, "model.name", "absent-model"));

    private final OrderMaker maker = new OrderMaker(SETTINGS, name -> null, null);

    private static String consumption() {
        StringBuilder csv = new StringBuilder("part,period,quantity\n");
        Random random = new Random(1);
        for (int part = 0; part < 30; part++) {
            for (int month = 0; month < 40; month++) {
                csv.append(String.format(
                        Locale.ROOT,
                        "P%d,%d-%02d,%d%n",
                        part,
                        2023 + month / 12,
                        1 + month % 12,
                        random.nextInt(4) == 0 ? 0 : 1 + random.nextInt(part + 2)));
            }
        }
        return csv.toString();
    }

    private static String parts(int onHand) {
        StringBuilder csv = new StringBuilder("part,on_hand\n");
        for (int part = 0; part < 30; part++) {
            csv.append('P').append(part).append(',').append(onHand).append('\n');
        }
        return csv.toString();
    }

    @Test
    void emptyShelvesAreFilledAndTheTextbookPoliciesStandBeside() {
        Proposal proposal = maker.make(Map.of("consumption", consumption(), "parts", parts(0)), 0, Occasion.EVENT);
        assertTrue(proposal.proposed());
        JsonObject document = Json.parse(proposal.document()).asObject();
        assertTrue(document.get("orders").asArray().size() > 20);
        assertTrue(proposal.alternatives().size() >= 3, proposal.alternatives().toString());
        assertTrue(proposal.after() <= proposal.before() * 1.01);
        assertTrue(
                proposal.reasons().contains("Model absent-model is not there: the plan was made without it."),
                proposal.reasons().toString());
    }

    @Test
    void fullShelvesAreLeftAlone() {
        Proposal proposal = maker.make(Map.of("consumption", consumption(), "parts", parts(10_000)), 0, Occasion.EVENT);
        assertFalse(proposal.proposed());
        assertFalse(proposal.why().isEmpty());
    }

    @Test
    void aWrongLineIsNamedAndASettingTooWithItsRemedy() {
        String message = assertThrows(
                        IllegalArgumentException.class,
                        () -> maker.lines("consumption", "part,period,quantity\nP1,2026-13,2\n"))
                .getMessage();
        assertTrue(message.contains("line 2") && message.contains("2026-13"), message);
        assertEquals(
                "Target (%) is '40'; write 50.0 to 99.5",
                assertThrows(IllegalArgumentException.class, () -> OrderSettings.of(Map.of("target.percent", 40)))
                        .getMessage());
    }
}
