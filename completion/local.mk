# SPDX-License-Identifier: Apache-2.0
# Where each shell finds it by the program's name.
bashcompletiondir = $(BASH_COMPLETION_DIR)
dist_bashcompletion_DATA = %D%/foundry-credential

zshcompletiondir = $(ZSH_COMPLETION_DIR)
dist_zshcompletion_DATA = %D%/_foundry-credential

fishcompletiondir = $(FISH_COMPLETION_DIR)
dist_fishcompletion_DATA = %D%/foundry-credential.fish
