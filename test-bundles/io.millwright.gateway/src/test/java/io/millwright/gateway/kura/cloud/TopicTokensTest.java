package io.millwright.gateway.kura.cloud;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TopicTokensTest {
    private static final Map<String, Object> PROPERTIES = Map.of("assetName", "press 7", "line", 3);

    @ParameterizedTest
    @CsvSource({
        "A1/$assetName,          A1/press 7",
        "$line/$assetName/x,     3/press 7/x",
        "A1/$missing,            A1/$missing",
        "A1/fixed,               A1/fixed",
        "$assetNames,            $assetNames"
    })
    void tokensAreFilledFromPropertiesAndUnknownOnesStay(String topic, String expected) {
        assertEquals(expected, TopicTokens.fill(topic, PROPERTIES));
    }

    /** A gateway uses the value as a replacement text. */
    @Test
    void aValueWithADollarFails() {
        assertThrows(
                IllegalArgumentException.class, () -> TopicTokens.fill("A1/$assetName", Map.of("assetName", "a$x")));
    }
}
