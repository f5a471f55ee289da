package io.millwright.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.model.TensorSpec.ElementType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What is written into a tensor is the nearest value of its type, and is read back as it is. */
class ElementsTest {
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(64).order(ByteOrder.nativeOrder());

    private double through(ElementType type, double value) {
        Elements.put(buffer, 1, type, value);
        return Elements.get(buffer, 1, type);
    }

    @ParameterizedTest
    @EnumSource
    void theEndsOfEveryTypeAreHeld(ElementType type) {
        assertEquals(Elements.least(type), through(type, Elements.least(type)));
        assertEquals(Elements.greatest(type), through(type, Elements.greatest(type)));
        assertEquals(1, through(type, 1));
        assertEquals(0, Elements.get(buffer, 0, type), "the element before");
    }

    /** The middle between two neighbours goes to the even one, whatever a first rounding to 4 bytes would have made of it. */
    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
            FLOAT16,  0.1,                   0x1.998p-4
            FLOAT16,  2049,                  2048
            FLOAT16,  2051,                  2052
            FLOAT16,  2049.0000000001,       2050
            FLOAT16,  65519.999,             65504
            FLOAT16,  65520,                 Infinity
            FLOAT16,  -1e9,                  -Infinity
            FLOAT16,  0x1p-24,               0x1p-24
            FLOAT16,  0x1p-25,               0
            FLOAT16,  0x1.000001p-25,        0x1p-24
            FLOAT16,  0x1.FFFp-15,           0x1p-14
            FLOAT16,  -0.0,                  -0.0
            FLOAT16,  NaN,                   NaN
            BFLOAT16, 257,                   256
            BFLOAT16, 259,                   260
            BFLOAT16, 257.0000000001,        258
            BFLOAT16, 1e-40,                 0x1p-133
            BFLOAT16, 1e300,                 Infinity
            UINT64,   18446744073709549568,  18446744073709549568
            UINT32,   4294967294.5,          4294967294
            INT8,     -2.5,                  -2
            """)
    void aNumberGoesToTheNearestValue(ElementType type, double value, double held) {
        assertEquals(held, through(type, value));
    }

    @Test
    void everyHalfFloatIsItself() {
        for (int bits = 0; bits < 1 << Short.SIZE; bits++) {
            for (ElementType type : new ElementType[] {ElementType.FLOAT16, ElementType.BFLOAT16}) {
                buffer.putShort(0, (short) bits);
                double value = Elements.get(buffer, 0, type);
                if (!Double.isNaN(value)) {
                    Elements.put(buffer, 0, type, value);
                    assertEquals((short) bits, buffer.getShort(0), type + " " + value);
                }
            }
            float upper = Float.intBitsToFloat(bits << Short.SIZE);
            buffer.putShort(0, (short) bits);
            assertEquals(upper, Elements.get(buffer, 0, ElementType.BFLOAT16));
        }
    }

    @Test
    void aTextOutsideOfItsTypeIsNoNumber() {
        for (String wrong : new String[] {"UINT16 65536", "INT8 128", "STRING -1", "UINT64 -1", "UINT32 4294967296"}) {
            ElementType type = ElementType.valueOf(wrong.substring(0, wrong.indexOf(' ')));
            String text = wrong.substring(wrong.indexOf(' ') + 1);
            assertThrows(NumberFormatException.class, () -> Elements.put(buffer, 0, type, text), wrong);
        }
        Elements.put(buffer, 0, ElementType.UINT64, "18446744073709551615");
        assertTrue(Elements.get(buffer, 0, ElementType.UINT64) > 1.8e19);
    }
}
