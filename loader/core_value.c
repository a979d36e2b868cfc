// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The number that stands for a place: offset, size, shift, id or value. For
 * bit fields, programs load the smallest aligned integer that holds all bits,
 * shift it left until the field's top bit is bit 63, then right to the size.
 */
#include "loader/core_priv.h"

struct field {
	uint32_t byte_off, byte_size;
	uint32_t bit_off, bit_size; /* bit_size 0: no bit field */
	const struct btf_type *type; /* stripped */
};

static const uint32_t *int_data(const struct btf_type *t)
{
	return btf_tail(t);
}

static uint32_t bitfield_size(const struct core_place *p)
{
	uint32_t n = 0;

	if (p->owner != 0)
		btf_member_bit(btf_type(p->btf, p->owner), p->index, &n);
	return n;
}

/* Doubles the integer until it holds the whole field. */
static bool cover(struct field *f)
{
	for (;;) {
		f->byte_off = f->bit_off / 8 / f->byte_size * f->byte_size;
		if (f->bit_off + f->bit_size <=
		    (f->byte_off + f->byte_size) * 8)
			return true;
		if (f->byte_size >= 8)
			return false;
		f->byte_size *= 2;
	}
}

static bool field_of(const struct core_place *p, struct field *f)
{
	int64_t size = btf_size(p->btf, p->type);

	if (size < 0)
		return false;
	f->type = btf_type(p->btf, btf_strip(p->btf, p->type));
	f->byte_size = (uint32_t)size;
	f->byte_off = p->bits / 8;
	f->bit_off = p->bits;
	f->bit_size = bitfield_size(p);
	if (f->bit_size == 0)
		return true;
	/* keeps the sums in cover() within 32 bits */
	return size > 0 && size <= 8 && p->bits < UINT32_MAX - 1024 && cover(f);
}

static bool is_scalar(const struct btf_type *t)
{
	unsigned kind = btf_kind(t);

	return kind == BTF_INT || kind == BTF_PTR || kind == BTF_ENUM ||
	       kind == BTF_ENUM64;
}

static bool is_signed(const struct btf_type *t)
{
	switch (btf_kind(t)) {
	case BTF_INT:
		return BTF_INT_ENCODING(*int_data(t)) & BTF_INT_SIGNED;
	case BTF_ENUM:
	case BTF_ENUM64:
		return btf_kflag(t);
	default:
		return false;
	}
}

static uint32_t left_shift(const struct field *f)
{
	uint32_t within = f->bit_off - f->byte_off * 8;

	if (__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__)
		return 64 - (within + f->bit_size);
	return (8 - f->byte_size) * 8 + within;
}

static bool field_value(const struct core_place *p, enum core_kind kind,
			struct core_value *v)
{
	struct field f;

	if (kind == CORE_FIELD_EXISTS) {
		v->v = 1;
		return true;
	}
	if (!field_of(p, &f))
		return false;
	v->exact = f.bit_size == 0;
	v->is_signed = is_signed(f.type);
	v->is_scalar = is_scalar(f.type);
	switch (kind) {
	case CORE_FIELD_BYTE_OFFSET:
		v->v = f.byte_off;
		v->size = f.bit_size == 0 ? f.byte_size : 0;
		return true;
	case CORE_FIELD_BYTE_SIZE:
		v->v = f.byte_size;
		return true;
	case CORE_FIELD_SIGNED:
		v->v = v->is_signed;
		v->exact = btf_kind(f.type) == BTF_INT;
		return true;
	default: /* shifts; meant for bit fields, but not only used there */
		break;
	}
	if (f.bit_size == 0)
		f.bit_size = f.byte_size * 8;
	if (f.byte_size > 8)
		return false;
	v->exact = v->exact || kind == CORE_FIELD_RSHIFT_U64;
	v->v = kind == CORE_FIELD_LSHIFT_U64 ? left_shift(&f) : 64 - f.bit_size;
	return true;
}

/* Whether an enum is signed, its BTF says since 6.0 (kind_flag) only. Without
 * that, 1u << 31 is more likely a flag and the last 64 Ki negative numbers. */
static bool is_negative(uint32_t v, enum core_sign sign)
{
	return sign == CORE_SIGN_GUESS ? v >= 0xffff0000
				       : sign == CORE_SIGN_YES;
}

static uint64_t enum_value(const struct core_place *p, enum core_sign sign)
{
	const struct btf_type *t = btf_type(p->btf, p->owner);
	const char *name;
	uint64_t v = btf_enum_value(t, p->index, &name, p->btf);

	if (btf_kind(t) == BTF_ENUM && !btf_kflag(t) &&
	    is_negative((uint32_t)v, sign))
		v = (uint64_t)(int64_t)(int32_t)v;
	return v;
}

bool core_value_of(const struct core_place *p, enum core_kind kind,
		   enum core_sign sign, struct core_value *out)
{
	int64_t size;

	*out = (struct core_value){ .exact = true };
	if (core_kind_is_field(kind))
		return field_value(p, kind, out);
	switch (kind) {
	case CORE_TYPE_ID_LOCAL:
	case CORE_TYPE_ID_TARGET:
		out->v = p->root;
		out->exact = false; /* the object may have been linked since */
		return true;
	case CORE_TYPE_SIZE:
		size = btf_size(p->btf, p->root);
		out->v = (uint64_t)size;
		return size >= 0;
	case CORE_ENUMVAL_VALUE:
		out->v = enum_value(p, sign);
		return true;
	default: /* CORE_TYPE_EXISTS, CORE_TYPE_MATCHES, CORE_ENUMVAL_EXISTS */
		out->v = 1;
		return true;
	}
}
