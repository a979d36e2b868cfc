/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The kernel's helper functions that are not about packets or sockets, as
 * calls by number. Above each one: the first kernel that has it; "GPL" where
 * the program's licence must be compatible; "sleeps" where the program must
 * be sleepable. Which program types may call it is the kernel's business.
 * The list is closed: since 6.2 the kernel grows kfuncs instead. Maps are
 * const here because Android's map definitions are.
 */
#ifndef BPF_HELPERS_H
#define BPF_HELPERS_H

#ifndef __VMLINUX_H__
#include <linux/bpf.h>
#include <linux/types.h>
#endif

struct bpf_dynptr;
struct bpf_perf_event_data;
struct bpf_perf_event_value;
struct bpf_pidns_info;
struct bpf_spin_lock;
struct bpf_timer;
struct btf_ptr;
struct cgroup;
struct file;
struct inode;
struct linux_binprm;
struct path;
struct pt_regs;
struct seq_file;
struct task_struct;

/* Maps */

/* 3.19 */
static void *(*const bpf_map_lookup_elem)(const void *map,
					  const void *key) = (void *)1;
/* 3.19 */
static long (*const bpf_map_update_elem)(const void *map, const void *key,
					 const void *value,
					 __u64 flags) = (void *)2;
/* 3.19 */
static long (*const bpf_map_delete_elem)(const void *map,
					 const void *key) = (void *)3;
/* 5.19 */
static void *(*const bpf_map_lookup_percpu_elem)(const void *map,
						 const void *key,
						 __u32 cpu) = (void *)195;
/* 5.13 */
static long (*const bpf_for_each_map_elem)(const void *map, void *callback_fn,
					   void *callback_ctx,
					   __u64 flags) = (void *)164;
/* 4.20 */
static long (*const bpf_map_push_elem)(const void *map, const void *value,
				       __u64 flags) = (void *)87;
/* 4.20 */
static long (*const bpf_map_pop_elem)(const void *map,
				      void *value) = (void *)88;
/* 4.20 */
static long (*const bpf_map_peek_elem)(const void *map,
				       void *value) = (void *)89;

/* Storage tied to a kernel object */

/* 4.19 */
static void *(*const bpf_get_local_storage)(const void *map,
					    __u64 flags) = (void *)81;
/* 5.10 */
static void *(*const bpf_inode_storage_get)(const void *map, void *inode,
					    void *value,
					    __u64 flags) = (void *)145;
/* 5.10 */
static int (*const bpf_inode_storage_delete)(const void *map,
					     void *inode) = (void *)146;
/* 5.11 */
static void *(*const bpf_task_storage_get)(const void *map,
					   struct task_struct *task,
					   void *value,
					   __u64 flags) = (void *)156;
/* 5.11 */
static long (*const bpf_task_storage_delete)(
	const void *map, struct task_struct *task) = (void *)157;
/* 6.2 */
static void *(*const bpf_cgrp_storage_get)(const void *map,
					   struct cgroup *cgroup, void *value,
					   __u64 flags) = (void *)210;
/* 6.2 */
static long (*const bpf_cgrp_storage_delete)(
	const void *map, struct cgroup *cgroup) = (void *)211;

/* Control flow */

/* 4.2 */
static long (*const bpf_tail_call)(void *ctx, const void *prog_array_map,
				   __u32 index) = (void *)12;
/* 5.17 */
static long (*const bpf_loop)(__u32 nr_loops, void *callback_fn,
			      void *callback_ctx, __u64 flags) = (void *)181;

/* Locks, timers, kernel pointers, per-CPU variables */

/* 5.1 */
static long (*const bpf_spin_lock)(struct bpf_spin_lock *lock) = (void *)93;
/* 5.1 */
static long (*const bpf_spin_unlock)(struct bpf_spin_lock *lock) = (void *)94;
/* 5.15, GPL */
static long (*const bpf_timer_init)(struct bpf_timer *timer, const void *map,
				    __u64 flags) = (void *)169;
/* 5.15, GPL */
static long (*const bpf_timer_set_callback)(struct bpf_timer *timer,
					    void *callback_fn) = (void *)170;
/* 5.15, GPL */
static long (*const bpf_timer_start)(struct bpf_timer *timer, __u64 nsecs,
				     __u64 flags) = (void *)171;
/* 5.15, GPL */
static long (*const bpf_timer_cancel)(struct bpf_timer *timer) = (void *)172;
/* 5.19 */
static void *(*const bpf_kptr_xchg)(void *map_value, void *ptr) = (void *)194;
/* 5.10 */
static void *(*const bpf_per_cpu_ptr)(const void *percpu_ptr,
				      __u32 cpu) = (void *)153;
/* 5.10 */
static void *(*const bpf_this_cpu_ptr)(const void *percpu_ptr) = (void *)154;

/* Time, chance, place */

/* 4.1, GPL before 5.8 */
static __u64 (*const bpf_ktime_get_ns)(void) = (void *)5;
/* 5.8 */
static __u64 (*const bpf_ktime_get_boot_ns)(void) = (void *)125;
/* 5.11 */
static __u64 (*const bpf_ktime_get_coarse_ns)(void) = (void *)160;
/* 6.1 */
static __u64 (*const bpf_ktime_get_tai_ns)(void) = (void *)208;
/* 5.6 */
static __u64 (*const bpf_jiffies64)(void) = (void *)118;
/* 4.1 */
static __u32 (*const bpf_get_prandom_u32)(void) = (void *)7;
/* 4.1 */
static __u32 (*const bpf_get_smp_processor_id)(void) = (void *)8;
/* 4.10 */
static long (*const bpf_get_numa_node_id)(void) = (void *)42;

/* The current task and its groups */

/* 4.2 */
static __u64 (*const bpf_get_current_pid_tgid)(void) = (void *)14;
/* 4.2 */
static __u64 (*const bpf_get_current_uid_gid)(void) = (void *)15;
/* 4.2 */
static long (*const bpf_get_current_comm)(void *buf,
					  __u32 size_of_buf) = (void *)16;
/* 4.8, GPL */
static __u64 (*const bpf_get_current_task)(void) = (void *)35;
/* 5.11, GPL */
static struct task_struct *(*const bpf_get_current_task_btf)(void) =
	(void *)158;
/* 5.15, GPL */
static long (*const bpf_task_pt_regs)(struct task_struct *task) = (void *)175;
/* 5.7 */
static long (*const bpf_get_ns_current_pid_tgid)(__u64 dev, __u64 ino,
						 struct bpf_pidns_info *nsdata,
						 __u32 size) = (void *)120;
/* 4.9 */
static long (*const bpf_current_task_under_cgroup)(const void *map,
						   __u32 index) = (void *)37;
/* 4.18 */
static __u64 (*const bpf_get_current_cgroup_id)(void) = (void *)80;
/* 5.7 */
static __u64 (*const bpf_get_current_ancestor_cgroup_id)(int ancestor_level) =
	(void *)123;

/* Reading memory */

/* 4.1, GPL */
static long (*const bpf_probe_read)(void *dst, __u32 size,
				    const void *unsafe_ptr) = (void *)4;
/* 4.11, GPL */
static long (*const bpf_probe_read_str)(void *dst, __u32 size,
					const void *unsafe_ptr) = (void *)45;
/* 5.5, GPL */
static long (*const bpf_probe_read_kernel)(
	void *dst, __u32 size, const void *unsafe_ptr) = (void *)113;
/* 5.5, GPL */
static long (*const bpf_probe_read_kernel_str)(
	void *dst, __u32 size, const void *unsafe_ptr) = (void *)115;
/* 5.5, GPL */
static long (*const bpf_probe_read_user)(void *dst, __u32 size,
					 const void *unsafe_ptr) = (void *)112;
/* 5.5, GPL */
static long (*const bpf_probe_read_user_str)(
	void *dst, __u32 size, const void *unsafe_ptr) = (void *)114;
/* 5.10, sleeps */
static long (*const bpf_copy_from_user)(void *dst, __u32 size,
					const void *user_ptr) = (void *)148;
/* 5.18, GPL, sleeps */
static long (*const bpf_copy_from_user_task)(void *dst, __u32 size,
					     const void *user_ptr,
					     struct task_struct *tsk,
					     __u64 flags) = (void *)191;
/* 4.8, GPL */
static long (*const bpf_probe_write_user)(void *dst, const void *src,
					  __u32 len) = (void *)36;
/* 5.19 */
static void *(*const bpf_dynptr_data)(const struct bpf_dynptr *ptr,
				      __u32 offset, __u32 len) = (void *)203;
/* 5.19 */
static long (*const bpf_dynptr_read)(void *dst, __u32 len,
				     const struct bpf_dynptr *src, __u32 offset,
				     __u64 flags) = (void *)201;
/* 5.19 */
static long (*const bpf_dynptr_write)(struct bpf_dynptr *dst, __u32 offset,
				      void *src, __u32 len,
				      __u64 flags) = (void *)202;
/* 5.19 */
static long (*const bpf_dynptr_from_mem)(void *data, __u32 size, __u64 flags,
					 struct bpf_dynptr *ptr) = (void *)197;

/* What the probe hit */

/* 5.15, GPL but in kprobe.multi */
static __u64 (*const bpf_get_func_ip)(void *ctx) = (void *)173;
/* 5.15 */
static __u64 (*const bpf_get_attach_cookie)(void *ctx) = (void *)174;
/* 5.17 */
static long (*const bpf_get_func_arg)(void *ctx, __u32 n,
				      __u64 *value) = (void *)183;
/* 5.17 */
static long (*const bpf_get_func_ret)(void *ctx, __u64 *value) = (void *)184;
/* 5.17 */
static long (*const bpf_get_func_arg_cnt)(void *ctx) = (void *)185;
/* 4.16, GPL */
static long (*const bpf_override_return)(struct pt_regs *regs,
					 __u64 rc) = (void *)58;
/* 5.18 */
static int (*const bpf_get_retval)(void) = (void *)186;
/* 5.18 */
static int (*const bpf_set_retval)(int retval) = (void *)187;
/* 5.17 */
static long (*const bpf_find_vma)(struct task_struct *task, __u64 addr,
				  void *callback_fn, void *callback_ctx,
				  __u64 flags) = (void *)180;
/* 5.10 */
static long (*const bpf_d_path)(struct path *path, char *buf,
				__u32 sz) = (void *)147;
/* 5.16 */
static long (*const bpf_kallsyms_lookup_name)(const char *name, int name_sz,
					      int flags,
					      __u64 *res) = (void *)179;

/* Messages and text */

/* 4.1, GPL */
static long (*const bpf_trace_printk)(const char *fmt, __u32 fmt_size,
				      ...) = (void *)6;
/* 5.16, GPL */
static long (*const bpf_trace_vprintk)(const char *fmt, __u32 fmt_size,
				       const void *data,
				       __u32 data_len) = (void *)177;
/* 5.13, GPL */
static long (*const bpf_snprintf)(char *str, __u32 str_size, const char *fmt,
				  __u64 *data, __u32 data_len) = (void *)165;
/* 5.10 */
static long (*const bpf_snprintf_btf)(char *str, __u32 str_size,
				      struct btf_ptr *ptr, __u32 btf_ptr_size,
				      __u64 flags) = (void *)149;
/* 5.10, GPL */
static long (*const bpf_seq_printf_btf)(struct seq_file *m, struct btf_ptr *ptr,
					__u32 ptr_size,
					__u64 flags) = (void *)150;
/* 5.8, GPL */
static long (*const bpf_seq_printf)(struct seq_file *m, const char *fmt,
				    __u32 fmt_size, const void *data,
				    __u32 data_len) = (void *)126;
/* 5.8, GPL */
static long (*const bpf_seq_write)(struct seq_file *m, const void *data,
				   __u32 len) = (void *)127;
/* 5.2 */
static long (*const bpf_strtol)(const char *buf, unsigned long buf_len,
				__u64 flags, long *res) = (void *)105;
/* 5.2 */
static long (*const bpf_strtoul)(const char *buf, unsigned long buf_len,
				 __u64 flags, unsigned long *res) = (void *)106;
/* 5.17 */
static long (*const bpf_strncmp)(const char *s1, __u32 s1_sz,
				 const char *s2) = (void *)182;

/* Records to user space */

/* 5.8 */
static long (*const bpf_ringbuf_output)(const void *ringbuf, void *data,
					__u64 size, __u64 flags) = (void *)130;
/* 5.8 */
static void *(*const bpf_ringbuf_reserve)(const void *ringbuf, __u64 size,
					  __u64 flags) = (void *)131;
/* 5.8 */
static void (*const bpf_ringbuf_submit)(void *data, __u64 flags) = (void *)132;
/* 5.8 */
static void (*const bpf_ringbuf_discard)(void *data, __u64 flags) = (void *)133;
/* 5.8 */
static __u64 (*const bpf_ringbuf_query)(const void *ringbuf,
					__u64 flags) = (void *)134;
/* 5.19 */
static long (*const bpf_ringbuf_reserve_dynptr)(
	const void *ringbuf, __u32 size, __u64 flags,
	struct bpf_dynptr *ptr) = (void *)198;
/* 5.19 */
static void (*const bpf_ringbuf_submit_dynptr)(struct bpf_dynptr *ptr,
					       __u64 flags) = (void *)199;
/* 5.19 */
static void (*const bpf_ringbuf_discard_dynptr)(struct bpf_dynptr *ptr,
						__u64 flags) = (void *)200;
/* 6.1 */
static long (*const bpf_user_ringbuf_drain)(const void *map, void *callback_fn,
					    void *ctx,
					    __u64 flags) = (void *)209;
/* 4.4, GPL */
static long (*const bpf_perf_event_output)(void *ctx, const void *map,
					   __u64 flags, void *data,
					   __u64 size) = (void *)25;

/* Performance counters, stacks, branches */

/* 4.3, GPL */
static __u64 (*const bpf_perf_event_read)(const void *map,
					  __u64 flags) = (void *)22;
/* 4.15, GPL */
static long (*const bpf_perf_event_read_value)(const void *map, __u64 flags,
					       struct bpf_perf_event_value *buf,
					       __u32 buf_size) = (void *)55;
/* 4.15, GPL */
static long (*const bpf_perf_prog_read_value)(struct bpf_perf_event_data *ctx,
					      struct bpf_perf_event_value *buf,
					      __u32 buf_size) = (void *)56;
/* 4.6, GPL but in perf_event */
static long (*const bpf_get_stackid)(void *ctx, const void *map,
				     __u64 flags) = (void *)27;
/* 4.18, GPL */
static long (*const bpf_get_stack)(void *ctx, void *buf, __u32 size,
				   __u64 flags) = (void *)67;
/* 5.9 */
static long (*const bpf_get_task_stack)(struct task_struct *task, void *buf,
					__u32 size, __u64 flags) = (void *)141;
/* 5.7, GPL */
static long (*const bpf_read_branch_records)(struct bpf_perf_event_data *ctx,
					     void *buf, __u32 size,
					     __u64 flags) = (void *)119;
/* 5.16, GPL */
static long (*const bpf_get_branch_snapshot)(void *entries, __u32 size,
					     __u64 flags) = (void *)176;

/* Signals */

/* 5.3 */
static long (*const bpf_send_signal)(__u32 sig) = (void *)109;
/* 5.6 */
static long (*const bpf_send_signal_thread)(__u32 sig) = (void *)117;

/* Security modules */

/* 5.11 */
static long (*const bpf_bprm_opts_set)(struct linux_binprm *bprm,
				       __u64 flags) = (void *)159;
/* 5.11, sleeps */
static long (*const bpf_ima_inode_hash)(struct inode *inode, void *dst,
					__u32 size) = (void *)161;
/* 5.18, sleeps */
static long (*const bpf_ima_file_hash)(struct file *file, void *dst,
				       __u32 size) = (void *)193;

/* Programs that call bpf(2) */

/* 5.14, sleeps */
static long (*const bpf_sys_bpf)(__u32 cmd, void *attr,
				 __u32 attr_size) = (void *)166;
/* 5.14, sleeps */
static long (*const bpf_btf_find_by_name_kind)(char *name, int name_sz,
					       __u32 kind,
					       int flags) = (void *)167;
/* 5.14, sleeps */
static long (*const bpf_sys_close)(__u32 fd) = (void *)168;

/* Infrared receivers */

/* 4.18, GPL */
static long (*const bpf_rc_repeat)(void *ctx) = (void *)77;
/* 4.18, GPL */
static long (*const bpf_rc_keydown)(void *ctx, __u32 protocol, __u64 scancode,
				    __u32 toggle) = (void *)78;
/* 5.0, GPL */
static long (*const bpf_rc_pointer_rel)(void *ctx, __s32 rel_x,
					__s32 rel_y) = (void *)92;

#endif
