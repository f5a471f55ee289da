package io.millwright.opcua.asset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Kura checks nothing: whatever arrives, nothing throws, and what is wrong is named with its remedy. */
class AssetSettingsTest {
    @Test
    void nothingConfiguredIsTheForm() {
        AssetSettings settings = AssetSettings.of(Map.of());
        assertEquals(AssetSettings.Mode.POLL, settings.mode());
        assertEquals(1_000, settings.readMillis());
        assertEquals(5_000, settings.timeoutMillis());
        assertFalse(settings.gatewayTime());
        assertTrue(settings.problems().isEmpty());
    }

    @ParameterizedTest
    @CsvSource({
        "read.intervalMs, 9, Read interval '9' is out of range",
        "read.intervalMs, often, Read interval 'often' is out of range",
        "read.timeoutMs, 600001, Read timeout '600001' is out of range",
        "access.mode, PUSH, Access mode 'PUSH' is unknown",
        "time.source, plc, Time of values 'plc' is unknown",
        "Asset.target, (kura.service.pid=press, Asset is '(kura.service.pid=press'"
    })
    void aWrongValueIsNamed(String id, String value, String text) {
        AssetSettings settings = AssetSettings.of(Map.of(id, value));
        assertEquals(1, settings.problems().size());
        assertTrue(settings.problem().text().contains(text), settings.problem().text());
        assertFalse(settings.problem().remedy().isEmpty());
    }

    @Test
    void numbersOfAnyTypeAndOptionsOfAnyCaseAreTaken() {
        AssetSettings settings = AssetSettings.of(Map.of(
                "read.intervalMs",
                "250",
                "read.timeoutMs",
                3_000L,
                "access.mode",
                "listen_and_poll",
                "time.source",
                "Gateway"));
        assertTrue(settings.problems().isEmpty());
        assertEquals(250, settings.readMillis());
        assertEquals(3_000, settings.timeoutMillis());
        assertTrue(settings.listens() && settings.reads());
        assertTrue(settings.gatewayTime());
    }
}
