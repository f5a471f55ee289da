package io.millwright.opcua.acquire;

import java.lang.reflect.Array;
import org.eclipse.milo.opcua.stack.core.types.builtin.DateTime;
import org.eclipse.milo.opcua.stack.core.types.builtin.StatusCode;
import org.eclipse.milo.opcua.stack.core.types.builtin.Variant;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.UByte;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.UInteger;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.UShort;

/** Turns arrays of boxed OPC UA numbers into primitive arrays; unsigned types go to the next wider signed one. */
final class PrimitiveArrays {
    private PrimitiveArrays() {}

    /** Returns a primitive array, or null if {@code value} is no array of numbers, Booleans, times or status codes. */
    static Object of(Object value) {
        if (value == null || !value.getClass().isArray()) {
            return null;
        }
        if (value.getClass().getComponentType().isPrimitive()) {
            return value;
        }
        if (value instanceof Boolean[] booleans) {
            boolean[] array = new boolean[booleans.length];
            for (int i = 0; i < array.length; i++) {
                array[i] = booleans[i];
            }
            return array;
        } else if (value instanceof DateTime[] times) {
            long[] array = new long[times.length];
            for (int i = 0; i < array.length; i++) {
                array[i] = times[i] == null ? BuiltInTypes.NO_TIME : BuiltInTypes.micros(times[i]);
            }
            return array;
        } else if (value instanceof StatusCode[] codes) {
            long[] array = new long[codes.length];
            for (int i = 0; i < array.length; i++) {
                array[i] = codes[i].value();
            }
            return array;
        } else if (value instanceof Variant[] variants) {
            return ofVariants(variants);
        }
        return value instanceof Number[] numbers ? ofNumbers(numbers) : null;
    }

    /** Returns a primitive array with scale and offset applied to each element; null as {@link #of}. */
    static double[] scaled(Object value, double scale, double offset) {
        Object array = of(value);
        if (array == null || array instanceof boolean[]) {
            return null;
        }
        double[] scaled = new double[Array.getLength(array)];
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] = Array.getDouble(array, i) * scale + offset;
        }
        return scaled;
    }

    /** Each element may be of another type: they meet in a double. */
    private static double[] ofVariants(Variant[] variants) {
        double[] array = new double[variants.length];
        for (int i = 0; i < array.length; i++) {
            Object element = variants[i] == null ? null : variants[i].value();
            if (element instanceof Number number) {
                array[i] = number.doubleValue();
            } else if (element instanceof Boolean bool) {
                array[i] = bool ? 1 : 0;
            } else {
                return null;
            }
        }
        return array;
    }

    private static Object ofNumbers(Number[] numbers) {
        if (numbers instanceof Byte[]) {
            byte[] array = new byte[numbers.length];
            for (int i = 0; i < array.length; i++) {
                array[i] = numbers[i].byteValue();
            }
            return array;
        } else if (numbers instanceof Short[] || numbers instanceof UByte[]) {
            short[] array = new short[numbers.length];
            for (int i = 0; i < array.length; i++) {
                array[i] = numbers[i].shortValue();
            }
            return array;
        } else if (numbers instanceof Integer[] || numbers instanceof UShort[]) {
            int[] array = new int[numbers.length];
            for (int i = 0; i < array.length; i++) {
                array[i] = numbers[i].intValue();
            }
            return array;
        } else if (numbers instanceof Long[] || numbers instanceof UInteger[]) {
            long[] array = new long[numbers.length];
            for (int i = 0; i < array.length; i++) {
                array[i] = numbers[i].longValue();
            }
            return array;
        } else if (numbers instanceof Float[]) {
            float[] array = new float[numbers.length];
            for (int i = 0; i < array.length; i++) {
                array[i] = numbers[i].floatValue();
            }
            return array;
        }
        double[] array = new double[numbers.length];
        for (int i = 0; i < array.length; i++) {
            array[i] = numbers[i].doubleValue();
        }
        return array;
    }
}
