package io.millwright.inference.remote;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.eclipsesource.json.Json;
import io.millwright.model.TensorSpec.ElementType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Every datatype of the protocol, as JSON and as the bytes of the binary extension. */
class DatatypeTest {
    @ParameterizedTest
    @EnumSource(
            value = Datatype.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"FP16", "BF16", "BYTES"})
    void aValueSurvivesTheWayThroughJson(Datatype type) {
        Random random = new Random(1);
        ByteBuffer from = ByteBuffer.allocate(64 * type.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < 64; i++) {
            switch (type) {
                case FP32 -> from.putFloat(4 * i, (float) (random.nextGaussian() * 1e10));
                case FP64 -> from.putDouble(8 * i, random.nextGaussian() * 1e-200);
                case BOOL -> from.put(i, (byte) (i % 2));
                default -> {
                    for (int b = 0; b < type.bytes(); b++) {
                        from.put(i * type.bytes() + b, (byte) (i == 0 ? 0xFF : random.nextInt()));
                    }
                }
            }
        }
        ByteBuffer to = ByteBuffer.allocate(from.capacity()).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < 64; i++) {
            StringBuilder json = new StringBuilder();
            assertTrue(type.write(json, from, i));
            type.read(Json.parse(json.toString()), to, i);
        }
        assertArrayEquals(from.array(), to.array());
    }

    @ParameterizedTest
    @CsvSource({
        "UINT8,256",
        "UINT8,-1",
        "INT8,128",
        "INT16,40000",
        "UINT16,65536",
        "INT32,3000000000",
        "UINT32,-1",
        "INT64,1.5",
        "UINT64,-1",
        "FP32,true"
    })
    void whatATypeCannotHoldIsRefused(Datatype type, String value) {
        ByteBuffer to = ByteBuffer.allocate(8);
        assertThrows(NumberFormatException.class, () -> type.read(Json.parse(value), to, 0));
    }

    @Test
    void whatJsonCannotCarryIsSaid() {
        ByteBuffer nan = ByteBuffer.allocate(8).putDouble(0, Double.NaN);
        assertFalse(Datatype.FP64.write(new StringBuilder(), nan, 0));
        assertFalse(Datatype.FP16.inJson() || Datatype.BF16.inJson() || Datatype.BYTES.inJson());
    }

    /** Texts apart, whatever a model's tensors are made of. */
    @ParameterizedTest
    @EnumSource(ElementType.class)
    void everyElementTypeOfModelsIsSentInItsSize(ElementType type) {
        if (type.name().equals("STRING")) {
            assertEquals(null, Datatype.of(type));
        } else {
            assertNotNull(Datatype.of(type), type + " is missing in the table");
        }
    }
}
