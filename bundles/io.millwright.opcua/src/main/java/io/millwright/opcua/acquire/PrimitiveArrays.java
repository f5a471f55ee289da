package io.millwright.opcua.acquire;

import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.UByte;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.UInteger;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.UShort;

/** Turns arrays of boxed OPC UA numbers into primitive arrays; unsigned types go to the next wider signed one. */
final class PrimitiveArrays {
    private PrimitiveArrays() {}

    /** Returns a primitive array, or null if {@code value} is no array of numbers or Booleans. */
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
        }
        return value instanceof Number[] numbers ? ofNumbers(numbers) : null;
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
