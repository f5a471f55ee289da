package io.millwright.inference.life;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.model.ModelVersion.State;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is known of versions survives being kept, and says which may go and which may come back. */
class KnownVersionsTest {
    private static final long MEGABYTE = 1 << 20;

    private final ModelLife life = new ModelLife();

    private void version(String name, State state, boolean used, long megabytes, long since) {
        life.add(name, name, since);
        life.kept(name, megabytes * MEGABYTE);
        if (used) {
            life.used(name);
        }
        life.enter(name, state, "", false, since);
    }

    @Test
    void whatIsKnownSurvivesBeingKeptAndWhatIsNoneOfItIsTold() {
        version("1", State.RETIRED, true, 1, 10);
        version("2", State.ACTIVE, true, 1, 20);
        life.enter("1", State.RETIRED, "too loud", true, 30);
        life.pin("2");
        life.probation(true);
        life.checked("2", 400, 1e-6);
        ModelLife read = ModelLife.of(life.json());
        assertArrayEquals(life.json(), read.json());
        assertEquals(life.all(), read.all());
        assertTrue(read.probation());
        for (String other : new String[] {"", "{", "[]", "{}", "{\"format\":2}", "{\"format\":1,\"versions\":7}"}) {
            assertThrows(
                    IllegalArgumentException.class, () -> ModelLife.of(other.getBytes(StandardCharsets.UTF_8)), other);
        }
    }

    @Test
    void theWayBackLeadsToTheVersionUsedLastThatIsNotBarred() {
        version("1", State.RETIRED, true, 1, 10);
        version("2", State.RETIRED, true, 1, 20);
        version("3", State.RETIRED, false, 1, 30);
        version("4", State.ACTIVE, true, 1, 40);
        assertEquals("2", life.former().version());
        life.enter("2", State.RETIRED, "failed", true, 50);
        assertEquals("1", life.former().version());
        life.dropped("1");
        assertEquals("3", life.former().version());
        assertNull(life.choice(LifeSettings.of(Map.of())).sha256());
        assertEquals(
                "3", life.choice(LifeSettings.of(Map.of("leave.version", "4"))).sha256());
        life.dropped("3");
        assertTrue(life.choice(LifeSettings.of(Map.of("leave.version", "4")))
                .problem()
                .contains("no version before it is kept"));
    }

    @Test
    void theQuotaDeletesTheOldestAndNeverWhatServesCameBeforeIsOnTrialOrPinned() {
        version("1", State.RETIRED, true, 50, 10);
        version("2", State.RETIRED, true, 50, 20);
        version("3", State.RETIRED, true, 50, 30);
        version("4", State.SHADOW, false, 50, 40);
        version("5", State.ACTIVE, true, 50, 50);
        LifeSettings settings = LifeSettings.of(Map.of("versions.kept", 20, "disk.quotaMb", 10, "pin.version", "1"));
        assertEquals("2", life.tooMany(settings).version());
        life.dropped("2");
        assertNull(life.tooMany(settings));
        assertEquals(200 * MEGABYTE, life.bytes());
    }

    @Test
    void soManyAreRememberedAndNoMore() {
        for (int i = 0; i < 100; i++) {
            life.add("v" + i, "1." + i, i);
            life.enter("v" + i, State.RETIRED, "", true, i);
        }
        version("now", State.ACTIVE, true, 1, 0);
        assertEquals(32, ModelLife.of(life.json()).all().size());
        assertEquals("now", ModelLife.of(life.json()).active().version());
    }
}
