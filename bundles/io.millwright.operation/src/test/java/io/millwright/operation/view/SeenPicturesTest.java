package io.millwright.operation.view;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.eclipsesource.json.JsonObject;
import io.millwright.decision.FeatureSnapshot;
import io.millwright.decision.Picture;
import io.millwright.decision.Severity;
import io.millwright.operation.resource.Query;
import io.millwright.operation.resource.Refusal;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which pictures are kept: the newest one while somebody looks, and those of warnings and alarms anyway. */
class SeenPicturesTest {
    private final SeenPictures pictures = new SeenPictures();

    @Test
    void thePictureOfAnAlarmIsThereThoughNobodyLooked() throws Refusal {
        decided(1, Severity.ALARM, 10);
        decided(2, Severity.OK, 10);

        JsonObject alarm = ask(Map.of("run", "1", "sequence", "1"));

        assertTrue(alarm.getBoolean("there", false));
        assertEquals(1, alarm.getInt("sequence", -1));
        assertEquals(1, Base64.getDecoder().decode(alarm.getString("base64", ""))[0]);
        assertFalse(ask(Map.of("run", "1", "sequence", "2")).getBoolean("there", true));
        assertFalse(ask(Map.of()).getBoolean("there", true), "of what is well none was asked for when it came");
    }

    @Test
    void theNewestOneIsThereWhileSomebodyLooks() throws Refusal {
        ask(Map.of());
        decided(1, Severity.OK, 10);
        decided(2, Severity.OK, 10);

        assertEquals(2, ask(Map.of()).getInt("sequence", -1));
        assertFalse(ask(Map.of("run", "1", "sequence", "1")).getBoolean("there", true));
    }

    @Test
    void alarmsGiveWayToNewerOnesByNumberAndByBytes() throws Refusal {
        for (int i = 1; i <= SeenPictures.MOST_BAD + 1; i++) {
            decided(i, Severity.WARNING, 10);
        }
        assertFalse(ask(Map.of("run", "1", "sequence", "1")).getBoolean("there", true));
        assertTrue(ask(Map.of("run", "1", "sequence", "2")).getBoolean("there", false));

        decided(100, Severity.ALARM, SeenPictures.MOST_BYTES);
        decided(101, Severity.ALARM, SeenPictures.MOST_BYTES);
        decided(102, Severity.ALARM, SeenPictures.MOST_BYTES);

        assertFalse(ask(Map.of("run", "1", "sequence", "100")).getBoolean("there", true));
        assertTrue(ask(Map.of("run", "1", "sequence", "101")).getBoolean("there", false));
        assertTrue(ask(Map.of("run", "1", "sequence", "102")).getBoolean("there", false));
    }

    @Test
    void aPictureThatIsTooLargeIsNotKept() throws Refusal {
        decided(1, Severity.ALARM, SeenPictures.MOST_BYTES + 1);
        assertFalse(ask(Map.of("run", "1", "sequence", "1")).getBoolean("there", true));
    }

    @Test
    void halfOfADecisionIsRefused() {
        Refusal refusal = assertThrows(Refusal.class, () -> ask(Map.of("run", "1")));
        assertTrue(refusal.getMessage().contains("run and sequence"), refusal.getMessage());
    }

    private void decided(int sequence, Severity severity, int bytes) {
        pictures.decided(new Made(sequence, "p", "a", severity), new Snapshot(new Png(sequence, bytes)));
    }

    private JsonObject ask(Map<String, String> parameters) throws Refusal {
        return new PictureResource(pictures).get(new Query(List.of("p", "a"), parameters));
    }

    private record Snapshot(Picture picture) implements FeatureSnapshot {
        @Override
        public List<String> features() {
            return List.of();
        }

        @Override
        public int rows() {
            return 0;
        }

        @Override
        public double value(int row, int column) {
            return Double.NaN;
        }

        @Override
        public List<Picture> pictures() {
            return List.of(picture);
        }
    }

    private record Png(int first, int length) implements Picture {
        @Override
        public String feature() {
            return "board";
        }

        @Override
        public boolean held() {
            return false;
        }

        @Override
        public Format format() {
            return Format.PNG;
        }

        @Override
        public int width() {
            return 1;
        }

        @Override
        public int height() {
            return 1;
        }

        @Override
        public String colour() {
            return "";
        }

        @Override
        public ByteBuffer bytes() {
            return ByteBuffer.allocate(length).put(0, (byte) first);
        }
    }
}
